package io.attune.engine.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code trigger_params} of the timer triggers (packs.md §15.3). Whatever is wrong with them is said with the name of the parameter.
 * A past date is not wrong (D5).
 */
public final class ScheduleReading {
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "seconds", ChronoUnit.SECONDS,
            "minutes", ChronoUnit.MINUTES,
            "hours", ChronoUnit.HOURS,
            "days", ChronoUnit.DAYS);
    private static final long DEFAULT_INTERVAL = 60;
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(36_525);
    private static final int LAST_YEAR = 9_999;

    private ScheduleReading() {}

    /** Never throws, whatever the parameters are. */
    public static ReadSchedule read(TimerKind kind, JsonNode parameters) {
        var problems = new ScheduleProblems();
        Optional<? extends Schedule> schedule = switch (kind) {
            case INTERVAL -> interval(parameters, problems);
            case CRON -> cron(parameters, problems);
            case ONE_SHOT -> oneShot(parameters, problems);
            case RECURRENCE -> RecurrenceReading.read(parameters, problems);
        };
        return problems.none() && schedule.isPresent()
                ? new ReadSchedule.Valid(schedule.get())
                : new ReadSchedule.Invalid(problems.found());
    }

    private static Optional<IntervalSchedule> interval(JsonNode parameters, ScheduleProblems problems) {
        var unitName = parameters.path("unit").asText("seconds");
        var unit = UNITS.get(unitName);
        if (unit == null) {
            problems.add("unit", "must be one of seconds, minutes, hours, days; found '" + unitName + "'");
            return Optional.empty();
        }
        var given = parameters.path("interval");
        if (!given.isMissingNode() && !given.isNull() && !given.canConvertToExactIntegral()) {
            problems.add("interval", "must be a whole number of " + unitName);
            return Optional.empty();
        }
        var most = LONGEST_INTERVAL.dividedBy(unit.getDuration());
        if (given.isNumber() && (!given.canConvertToLong() || given.longValue() > most)) {
            problems.add("interval", "must be at most " + most + " " + unitName);
            return Optional.empty();
        }
        long interval = given.isNumber() ? given.longValue() : DEFAULT_INTERVAL;
        if (interval <= 0) {
            problems.add("interval", "must be greater than 0");
            return Optional.empty();
        }
        return Optional.of(new IntervalSchedule(unit.getDuration().multipliedBy(interval)));
    }

    private static Optional<CronSchedule> cron(JsonNode parameters, ScheduleProblems problems) {
        var zone = zone(parameters, problems);
        var expression = parameters.path("expression");
        if (!expression.isTextual()) {
            problems.add("expression", "is required: six fields (second minute hour day month weekday)");
            return Optional.empty();
        }
        return CronReading.read(expression.textValue(), zone.orElse(ZoneOffset.UTC), problems);
    }

    private static Optional<OneShotSchedule> oneShot(JsonNode parameters, ScheduleProblems problems) {
        var zone = zone(parameters, problems).orElse(ZoneOffset.UTC);
        return date(parameters, "fire_at", zone, problems)
                .map(date -> new OneShotSchedule(date.instant().truncatedTo(ChronoUnit.MICROS), zone));
    }

    /** The zone of a timer; UTC when it names none, empty when what it names is none. */
    static Optional<ZoneId> zone(JsonNode parameters, ScheduleProblems problems) {
        var zone = parameters.path("timezone");
        if (!zone.isTextual()) {
            return Optional.of(ZoneOffset.UTC);
        }
        try {
            return Optional.of(ZoneId.of(zone.textValue()));
        } catch (DateTimeException e) {
            problems.add("timezone", "'" + zone.textValue() + "' is not a time zone such as Europe/Berlin");
            return Optional.empty();
        }
    }

    /** @param offset as written; null when the date was read in the zone of the timer */
    record Date(Instant instant, @Nullable ZoneOffset offset) {}

    /** A date that must be there. */
    static Optional<Date> date(JsonNode parameters, String field, ZoneId zone, ScheduleProblems problems) {
        var given = parameters.path(field);
        if (!given.isTextual()) {
            problems.add(field, "is required: a time such as 2030-01-13T10:30:00Z");
            return Optional.empty();
        }
        var date = parse(given.textValue(), zone);
        if (date.isEmpty()) {
            problems.add(field, "'" + given.textValue() + "' is not a time such as 2030-01-13T10:30:00Z");
        }
        return date;
    }

    private static Optional<Date> parse(String text, ZoneId zone) {
        try {
            var date = OffsetDateTime.parse(text);
            return inRange(date.getYear())
                    ? Optional.of(new Date(date.toInstant(), date.getOffset()))
                    : Optional.empty();
        } catch (DateTimeParseException _) {
            return parseLocal(text, zone);
        }
    }

    private static Optional<Date> parseLocal(String text, ZoneId zone) {
        try {
            var date = LocalDateTime.parse(text);
            return inRange(date.getYear())
                    ? Optional.of(new Date(WallClock.firstReading(zone, date), null))
                    : Optional.empty();
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** What the database can keep, with room to spare. */
    private static boolean inRange(int year) {
        return year >= 1 && year <= LAST_YEAR;
    }
}
