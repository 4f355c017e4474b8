package io.attune.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Makes schedules and times out of text. */
final class Schedules {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Schedules() {}

    /** Apostrophes stand for quotation marks. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Schedule read(TimerKind kind, String parameters) {
        var read = ScheduleReading.read(kind, json(parameters));
        assertThat(read).isInstanceOf(ReadSchedule.Valid.class);
        return ((ReadSchedule.Valid) read).schedule();
    }

    static List<ScheduleProblem> problems(TimerKind kind, String parameters) {
        var read = ScheduleReading.read(kind, json(parameters));
        assertThat(read).isInstanceOf(ReadSchedule.Invalid.class);
        return ((ReadSchedule.Invalid) read).problems();
    }

    static Schedule cron(String expression, String zone) {
        return read(TimerKind.CRON, "{'expression': '" + expression + "', 'timezone': '" + zone + "'}");
    }

    /** The next times as a wall clock of the zone shows them, with its offset. */
    static List<String> times(Schedule schedule, String after, String zone, int count) {
        var from = Instant.parse(after);
        return schedule.upcoming(from, from, count).stream()
                .map(time -> time.atZone(ZoneId.of(zone)).toOffsetDateTime().toString())
                .toList();
    }
}
