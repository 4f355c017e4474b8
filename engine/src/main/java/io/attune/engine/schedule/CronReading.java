package io.attune.engine.schedule;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads cron expressions: {@code second minute hour day month weekday}, the second may be left out. Lists, ranges, steps, names,
 * {@code L}, {@code W}, {@code #}; {@code ?} is {@code *}. Day and weekday must both fit. Weekdays go from 0 (Sunday) to 6, 7 is Sunday, too.
 */
final class CronReading {
    private static final List<String> FIELDS = List.of("second", "minute", "hour", "day", "month", "weekday");
    private static final CronParser PARSER = new CronParser(definition());
    private static final String LIBRARY_PREFIX = "Failed to parse cron expression. ";

    /** Any; only whether there is a next time counts. */
    private static final LocalDateTime LONG_AGO = LocalDateTime.of(2000, 1, 1, 0, 0);

    private CronReading() {}

    // With question marks the library takes day and weekday together: both must fit.
    // Ranges that end before they begin are refused, but for weekdays: FRI-MON is clear, 22-2 would be read as 22.
    private static CronDefinition definition() {
        return CronDefinitionBuilder.defineCron()
                .withSeconds()
                .withValidRange(0, 59)
                .withStrictRange()
                .and()
                .withMinutes()
                .withValidRange(0, 59)
                .withStrictRange()
                .and()
                .withHours()
                .withValidRange(0, 23)
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withValidRange(1, 31)
                .supportsL()
                .supportsW()
                .supportsLW()
                .supportsQuestionMark()
                .withStrictRange()
                .and()
                .withMonth()
                .withValidRange(1, 12)
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .supportsHash()
                .supportsL()
                .supportsQuestionMark()
                .and()
                .instance();
    }

    static Optional<CronSchedule> read(String expression, ZoneId zone, ScheduleProblems problems) {
        var parts = fields(expression);
        if (parts.size() != FIELDS.size()) {
            problems.add(
                    "expression",
                    "expected six fields (second minute hour day month weekday) or five (without second), found "
                            + (expression.isBlank() ? 0 : expression.strip().split("\\s+").length));
            return Optional.empty();
        }
        var complaint = complaint(parts);
        if (complaint.isPresent()) {
            problems.add("expression", "'" + expression + "' is not a cron expression: " + complaint.get());
            return Optional.empty();
        }
        var times = ExecutionTime.forCron(PARSER.parse(String.join(" ", parts)));
        if (times.nextExecution(LONG_AGO.atZone(ZoneOffset.UTC)).isEmpty()) {
            problems.add("expression", "'" + expression + "' never comes; check day, month and weekday together");
            return Optional.empty();
        }
        return Optional.of(new CronSchedule(expression, zone, parts.get(2).equals("*"), times));
    }

    /** The six fields, or however many there are. */
    private static List<String> fields(String expression) {
        var text = expression.strip();
        var parts = Arrays.stream(text.split("\\s+")).map(part -> part.equals("?") ? "*" : part);
        return text.split("\\s+").length == FIELDS.size() - 1
                ? Stream.concat(Stream.of("0"), parts).toList()
                : parts.toList();
    }

    /** What is wrong with the first wrong field: the library's message alone does not say which one it is. */
    private static Optional<String> complaint(List<String> parts) {
        for (int i = 0; i < parts.size(); i++) {
            var alone = new String[] {"*", "*", "*", "*", "*", "*"};
            alone[i] = parts.get(i);
            try {
                PARSER.parse(String.join(" ", alone));
            } catch (IllegalArgumentException e) {
                var message = String.valueOf(e.getMessage());
                return Optional.of(FIELDS.get(i) + " '" + parts.get(i) + "': "
                        + (message.startsWith(LIBRARY_PREFIX) ? message.substring(LIBRARY_PREFIX.length()) : message));
            }
        }
        return Optional.empty();
    }
}
