package io.attune.engine.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of {@code core.rruletimer}: single fields, or the body of an RRULE in {@code rule}. */
final class RecurrenceReading {
    /** The parts of a rule by the parameter that gives them. */
    private static final Map<String, String> PARTS = parts();

    /** Counting is done once, when the schedule is read. */
    private static final int LARGEST_COUNT = 100_000;

    /** All times of a period are made to find the next one. */
    private static final int LARGEST_DENSITY = 5_000;

    private static final int MONTHS = 12;
    private static final int WEEKS_OF_MONTH = 5;
    private static final int WEEKS_OF_YEAR = 53;

    private RecurrenceReading() {}

    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("interval", "INTERVAL");
        parts.put("count", "COUNT");
        parts.put("by_month", "BYMONTH");
        parts.put("by_week_no", "BYWEEKNO");
        parts.put("by_year_day", "BYYEARDAY");
        parts.put("by_month_day", "BYMONTHDAY");
        parts.put("by_day", "BYDAY");
        parts.put("by_hour", "BYHOUR");
        parts.put("by_minute", "BYMINUTE");
        parts.put("by_second", "BYSECOND");
        parts.put("week_start", "WKST");
        parts.put("by_set_pos", "BYSETPOS");
        return parts;
    }

    static Optional<RecurrenceSchedule> read(JsonNode parameters, ScheduleProblems problems) {
        var named = ScheduleReading.zone(parameters, problems);
        var start = ScheduleReading.date(parameters, "dtstart", named.orElse(ZoneOffset.UTC), problems);
        var rule = parameters.path("rule").isTextual()
                ? parse("rule", body(parameters.path("rule").textValue()), problems)
                : ofFields(parameters, problems);
        if (start.isEmpty() || rule.isEmpty() || named.isEmpty()) {
            return Optional.empty();
        }
        // Without a zone of its own the timer lives in that of its start.
        ZoneOffset written = start.get().offset();
        ZoneId zone = parameters.path("timezone").isTextual() || written == null ? named.get() : written;
        var until = until(rule.get(), parameters, zone, problems);
        return schedule(
                rule.get(),
                LocalDateTime.ofInstant(start.get().instant().truncatedTo(ChronoUnit.SECONDS), zone),
                zone,
                until.orElse(null),
                problems);
    }

    private static Optional<RecurrenceSchedule> schedule(
            RecurrenceRule rule, LocalDateTime start, ZoneId zone, @Nullable Instant until, ScheduleProblems problems) {
        var field = "freq";
        if (rule.getFreq() == Freq.SECONDLY
                && (rule.hasPart(Part.BYMONTH) || rule.hasPart(Part.BYYEARDAY) || rule.hasPart(Part.BYWEEKNO))) {
            problems.add(
                    field, "SECONDLY does not go with months, weeks or days of the year; use MINUTELY with by_second");
            return Optional.empty();
        }
        Integer count = rule.getCount();
        if (count != null && count > LARGEST_COUNT) {
            problems.add("count", "must be at most " + LARGEST_COUNT + "; use until for more");
            return Optional.empty();
        }
        long density = density(rule);
        if (density > LARGEST_DENSITY) {
            problems.add(
                    field,
                    "the rule may make " + density + " times in one period, at most " + LARGEST_DENSITY
                            + " are allowed; say the same with a higher freq");
            return Optional.empty();
        }
        // Takes both ends away: they are held against instants here, so that skipped times are not counted.
        rule.setUntil(null);
        var endless = new RecurrenceSchedule(rule, start, zone, density, null);
        var beforeStart = WallClock.firstReading(zone, start).minusSeconds(1);
        if (endless.next(beforeStart, beforeStart).isEmpty()) {
            problems.add(field, "the rule makes no time; check its parts together, or say the same with a lower freq");
            return Optional.empty();
        }
        if (count == null) {
            return Optional.of(endless.endingAt(until));
        }
        var counted = endless.endingAfter(count);
        if (counted.isEmpty()) {
            problems.add("count", "its last time is too far away to be counted; use until, or a lower freq");
        }
        return counted;
    }

    /** How many times the rule makes in one of its periods at most. */
    private static long density(RecurrenceRule rule) {
        // A product of all parts would not fit a long.
        double times = 1;
        for (Part part : Part.values()) {
            var finest = finestMultiplied(part);
            if (finest != null && rule.hasPart(part) && rule.getFreq().compareTo(finest) <= 0) {
                times *= part == Part.BYDAY
                        ? rule.getByDayPart().size()
                        : rule.getByPart(part).size();
            }
        }
        if (rule.getFreq() == Freq.YEARLY && !rule.hasPart(Part.BYMONTH) && rule.hasPart(Part.BYMONTHDAY)) {
            times *= MONTHS;
        }
        if (rule.hasPart(Part.BYDAY) && rule.getFreq().compareTo(Freq.MONTHLY) <= 0) {
            times *= rule.getFreq() == Freq.MONTHLY || rule.hasPart(Part.BYMONTH) ? WEEKS_OF_MONTH : WEEKS_OF_YEAR;
        }
        return (long) times;
    }

    /** The finest frequency at which the part makes several times of one period; at finer ones it leaves times out. */
    private static @Nullable Freq finestMultiplied(Part part) {
        return switch (part) {
            case BYMONTH, BYWEEKNO, BYYEARDAY -> Freq.YEARLY;
            case BYMONTHDAY -> Freq.MONTHLY;
            case BYDAY -> Freq.WEEKLY;
            case BYHOUR -> Freq.DAILY;
            case BYMINUTE -> Freq.HOURLY;
            case BYSECOND -> Freq.MINUTELY;
            default -> null;
        };
    }

    private static Optional<Instant> until(
            RecurrenceRule rule, JsonNode parameters, ZoneId zone, ScheduleProblems problems) {
        DateTime inRule = rule.getUntil();
        if (inRule != null) {
            return Optional.of(instant(inRule, zone));
        }
        return parameters.path("until").isTextual() && !parameters.path("rule").isTextual()
                ? ScheduleReading.date(parameters, "until", zone, problems).map(ScheduleReading.Date::instant)
                : Optional.empty();
    }

    /** A day stands for all of it. */
    private static Instant instant(DateTime until, ZoneId zone) {
        if (!until.isFloating()) {
            return Instant.ofEpochMilli(until.getTimestamp());
        }
        var day = LocalDateTime.of(until.getYear(), until.getMonth() + 1, until.getDayOfMonth(), 0, 0);
        return WallClock.firstReading(
                zone,
                until.isAllDay()
                        ? day.plusDays(1).minusSeconds(1)
                        : day.withHour(until.getHours())
                                .withMinute(until.getMinutes())
                                .withSecond(until.getSeconds()));
    }

    private static Optional<RecurrenceRule> ofFields(JsonNode parameters, ScheduleProblems problems) {
        if (parameters.hasNonNull("count") && parameters.hasNonNull("until")) {
            problems.add("until", "excludes count; give one of the two");
            return Optional.empty();
        }
        var freq = parameters.path("freq");
        if (!freq.isTextual()) {
            problems.add(
                    "freq",
                    "is required unless rule is given: SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY");
            return Optional.empty();
        }
        var head = "FREQ=" + freq.textValue();
        if (parse("freq", head, problems).isEmpty()) {
            return Optional.empty();
        }
        List<String> given = new ArrayList<>();
        given.add(head);
        for (var entry : PARTS.entrySet()) {
            text(parameters.path(entry.getKey())).ifPresent(value -> {
                var part = entry.getValue() + "=" + value;
                // BYSETPOS needs another part beside it; whatever else is wrong with it shows in the whole.
                if (entry.getKey().equals("by_set_pos")
                        || parse(entry.getKey(), head + ";" + part, problems).isPresent()) {
                    given.add(part);
                }
            });
        }
        return problems.none() ? parse("freq", String.join(";", given), problems) : Optional.empty();
    }

    /** A value as a rule writes it; empty lists say nothing. */
    private static Optional<String> text(JsonNode value) {
        if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(element.asText()));
            return elements.isEmpty()
                    ? Optional.empty()
                    : Optional.of(elements.stream().collect(Collectors.joining(",")));
        }
        return value.isValueNode() && !value.isNull() && !value.isMissingNode()
                ? Optional.of(value.asText())
                : Optional.empty();
    }

    private static String body(String rule) {
        var text = rule.strip().toUpperCase(Locale.ROOT);
        return text.startsWith("RRULE:") ? text.substring("RRULE:".length()) : text;
    }

    private static Optional<RecurrenceRule> parse(String field, String text, ScheduleProblems problems) {
        try {
            return Optional.of(new RecurrenceRule(text, RfcMode.RFC5545_STRICT));
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
            problems.add(field, "'" + text + "' is not a recurrence rule (RFC 5545): " + e.getMessage());
            return Optional.empty();
        }
    }
}
