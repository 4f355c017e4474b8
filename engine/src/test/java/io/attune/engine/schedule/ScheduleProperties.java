package io.attune.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ScheduleProperties {
    private static final long FIRST = Instant.parse("1995-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("2060-01-01T00:00:00Z").getEpochSecond();

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(
                        "UTC",
                        "Europe/Berlin",
                        "America/New_York",
                        "America/Sao_Paulo",
                        "Australia/Lord_Howe",
                        "Asia/Kolkata",
                        "Pacific/Apia",
                        "Africa/Casablanca")
                .map(ZoneId::of);
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(FIRST, LAST).map(Instant::ofEpochSecond);
    }

    @Provide
    Arbitrary<Schedule> schedules() {
        Arbitrary<Schedule> cron = Combinators.combine(fields(), zones())
                .as((fields, zone) -> Schedules.cron(fields.expression(), zone.getId()));
        Arbitrary<Schedule> interval =
                Arbitraries.longs().between(1, 1_000_000).map(s -> new IntervalSchedule(Duration.ofSeconds(s)));
        Arbitrary<Schedule> recurrence = Combinators.combine(
                        instants(),
                        Arbitraries.of("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
                        Arbitraries.integers().between(1, 40),
                        zones())
                .as((start, freq, interval1, zone) -> Schedules.read(
                        TimerKind.RECURRENCE,
                        "{'dtstart': '%s', 'freq': '%s', 'interval': %d, 'timezone': '%s'}"
                                .formatted(start, freq, interval1, zone)));
        return Arbitraries.oneOf(cron, interval, recurrence);
    }

    /** The fields of an expression as the sets of numbers they stand for. */
    record Fields(
            Set<Integer> seconds,
            Set<Integer> minutes,
            Set<Integer> hours,
            Set<Integer> days,
            Set<Integer> months,
            Set<Integer> weekdays) {
        String expression() {
            return List.of(list(seconds), list(minutes), list(hours), list(days), list(months), list(weekdays)).stream()
                    .collect(Collectors.joining(" "));
        }

        private static String list(Set<Integer> numbers) {
            return numbers.isEmpty()
                    ? "*"
                    : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        boolean fits(LocalDateTime time) {
            return has(seconds, time.getSecond())
                    && has(minutes, time.getMinute())
                    && has(hours, time.getHour())
                    && has(days, time.getDayOfMonth())
                    && has(months, time.getMonthValue())
                    && has(weekdays, time.getDayOfWeek().getValue() % 7);
        }

        private static boolean has(Set<Integer> numbers, int number) {
            return numbers.isEmpty() || numbers.contains(number);
        }
    }

    @Provide
    Arbitrary<Fields> fields() {
        return Combinators.combine(
                        numbers(0, 59).filter(set -> !set.isEmpty()),
                        numbers(0, 59),
                        numbers(0, 23),
                        numbers(1, 28),
                        numbers(1, 12),
                        numbers(0, 6))
                .as(Fields::new);
    }

    private static Arbitrary<Set<Integer>> numbers(int least, int most) {
        return Arbitraries.integers().between(least, most).set().ofMaxSize(3).<Set<Integer>>map(TreeSet::new);
    }

    @Property(tries = 300)
    void timesOnlyGoForward(
            @ForAll("schedules") Schedule schedule,
            @ForAll("instants") Instant start,
            @ForAll("instants") Instant after) {
        schedule.next(start, after).ifPresent(next -> assertThat(next).isAfter(after));
        assertThat(schedule.upcoming(start, after, 6)).isSorted().doesNotHaveDuplicates();
    }

    /** From wherever before it one asks, the next time is the same: no tick is lost or doubled by a restart. */
    @Property(tries = 300)
    void theNextTimeDoesNotDependOnWhenOneAsks(
            @ForAll("schedules") Schedule schedule,
            @ForAll("instants") Instant start,
            @ForAll("instants") Instant after,
            @ForAll @LongRange(min = 0, max = 999) long thousandths) {
        var next = schedule.next(start, after);
        next.ifPresent(time -> {
            var between = after.plus(Duration.between(after, time.minusNanos(1_000))
                    .multipliedBy(thousandths)
                    .dividedBy(1_000));
            assertThat(schedule.next(start, between)).contains(time);
            assertThat(schedule.next(start, time.minusNanos(1_000))).contains(time);
        });
    }

    /** In UTC the times are exactly those whose fields fit, found by looking at every second. */
    @Property(tries = 200)
    void cronFindsTheFirstSecondThatFits(@ForAll("fields") Fields fields, @ForAll("instants") Instant after) {
        var next = Schedules.cron(fields.expression(), "UTC").next(after, after).orElseThrow();

        assertThat(fields.fits(LocalDateTime.ofInstant(next, ZoneId.of("UTC")))).isTrue();
        var lookedAt = Math.min(Duration.between(after, next).toSeconds(), 200_000);
        for (long second = 1; second < lookedAt; second++) {
            assertThat(fields.fits(LocalDateTime.ofInstant(after.plusSeconds(second), ZoneId.of("UTC"))))
                    .isFalse();
        }
    }

    @Property(tries = 200)
    void intervalsKeepTheirPhase(
            @ForAll @IntRange(min = 1, max = 100_000) int seconds,
            @ForAll("instants") Instant start,
            @ForAll("instants") Instant after) {
        var next = new IntervalSchedule(Duration.ofSeconds(seconds))
                .next(start, after)
                .orElseThrow();

        assertThat(Duration.between(start, next).toSeconds() % seconds).isZero();
        assertThat(next).isAfter(start);
    }

    @Property(tries = 200)
    void countingIsTheSameAsGoingThroughThem(
            @ForAll("schedules") Schedule schedule,
            @ForAll("instants") Instant start,
            @ForAll("instants") Instant after,
            @ForAll @IntRange(min = 0, max = 8) int ticks) {
        var times = schedule.upcoming(start, after, ticks);
        var until = times.isEmpty() ? after : times.getLast();

        assertThat(schedule.count(start, after, until)).isEqualTo(times.size());
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text, @ForAll TimerKind kind) {
        var parameters = JsonNodeFactory.instance.objectNode();
        for (var field :
                List.of("expression", "timezone", "fire_at", "dtstart", "freq", "rule", "unit", "interval", "by_day")) {
            parameters.put(field, text);
        }
        assertThat(ScheduleReading.read(kind, parameters)).isInstanceOf(ReadSchedule.Invalid.class);
    }
}
