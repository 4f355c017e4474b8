package io.attune.engine.schedule;

import static io.attune.engine.schedule.Schedules.cron;
import static io.attune.engine.schedule.Schedules.problems;
import static io.attune.engine.schedule.Schedules.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
    private static final String LEAP_YEAR = "2024-02-28T12:34:56Z";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */5 * * * * *         | 2024-02-28T12:35Z    | 2024-02-28T12:35:05Z
            0,10,20 * * * * *     | 2024-02-28T12:35Z    | 2024-02-28T12:35:10Z
            5/15 * * * * *        | 2024-02-28T12:35:05Z | 2024-02-28T12:35:20Z
            0 30 9 * * MON-FRI    | 2024-02-29T09:30Z    | 2024-03-01T09:30Z
            0 0 8-18/2 * JAN,JUL 0| 2024-07-07T08:00Z    | 2024-07-07T10:00Z
            0 0 0 29 2 *          | 2024-02-29T00:00Z    | 2028-02-29T00:00Z
            0 0 0 L * ?           | 2024-02-29T00:00Z    | 2024-03-31T00:00Z
            0 0 0 ? * MON#2       | 2024-03-11T00:00Z    | 2024-04-08T00:00Z
            0 0 0 13 * FRI        | 2024-09-13T00:00Z    | 2024-12-13T00:00Z
            0 0 0 * * 7           | 2024-03-03T00:00Z    | 2024-03-10T00:00Z
            0 0 0 * * fri-mon     | 2024-03-01T00:00Z    | 2024-03-02T00:00Z
            0 12 * * *            | 2024-02-29T12:00Z    | 2024-03-01T12:00Z
            0 0 0 1 1 ?           | 2025-01-01T00:00Z    | 2026-01-01T00:00Z
            """)
    void firesAtTheTimesOfItsFields(String expression, String first, String second) {
        assertThat(times(cron(expression.strip(), "UTC"), LEAP_YEAR, "UTC", 2)).containsExactly(first, second);
    }

    @Test
    void firesAtTheWallClockTimeOfItsZone() {
        assertThat(times(cron("0 0 9 * * *", "America/New_York"), "2026-03-06T20:00:00Z", "America/New_York", 3))
                .containsExactly("2026-03-07T09:00-05:00", "2026-03-08T09:00-04:00", "2026-03-09T09:00-04:00");
    }

    @Test
    void aDailyTimeThatIsSkippedFiresWhenTheGapEnds() {
        assertThat(times(cron("0 30 2 * * *", "Europe/Berlin"), "2026-03-28T00:00:00Z", "Europe/Berlin", 3))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
    }

    @Test
    void aDailyTimeThatComesTwiceFiresOnce() {
        assertThat(times(cron("0 30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00:00Z", "Europe/Berlin", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    }

    @Test
    void manyTimesOfASkippedHourFireOnceTogether() {
        assertThat(times(cron("0 */20 2 * * *", "Europe/Berlin"), "2026-03-28T12:00:00Z", "Europe/Berlin", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
    }

    @Test
    void anHourlyScheduleFollowsThePassingTimeThroughBothEqualHours() {
        assertThat(times(cron("0 30 * * * *", "Europe/Berlin"), "2026-10-24T23:45:00Z", "Europe/Berlin", 3))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-25T03:30+01:00");
    }

    @Test
    void anHourlyScheduleHasNothingToDoInTheGap() {
        assertThat(times(cron("0 0 * * * *", "Europe/Berlin"), "2026-03-29T00:00:00Z", "Europe/Berlin", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00");
    }

    @Test
    void halfHourChangesOfTheClockAreHandled() {
        assertThat(times(cron("0 15 2 * * *", "Australia/Lord_Howe"), "2026-10-02T12:00:00Z", "Australia/Lord_Howe", 2))
                .containsExactly("2026-10-03T02:15+10:30", "2026-10-04T02:30+11:00");
        assertThat(times(cron("0 45 1 * * *", "Australia/Lord_Howe"), "2026-04-04T10:00:00Z", "Australia/Lord_Howe", 2))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
    }

    @Test
    void aDayThatAZoneLeavesOutIsFiredAtItsEnd() {
        // Samoa went over the date line: there was no 30 December 2011.
        assertThat(times(cron("0 0 12 * * *", "Pacific/Apia"), "2011-12-29T23:00:00Z", "Pacific/Apia", 2))
                .containsExactly("2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00");
    }

    @Test
    void leapDaysComeForAHundredYears() {
        var leapDays = cron("0 0 0 29 2 *", "UTC")
                .upcoming(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2000-01-01T00:00:00Z"), 25);

        assertThat(leapDays)
                .hasSize(25)
                .allMatch(time -> time.atZone(ZoneOffset.UTC).getDayOfMonth() == 29);
        assertThat(leapDays.getLast()).isEqualTo("2096-02-29T00:00:00Z");
    }

    @Test
    void oneDayAYearIsFoundForCenturies() {
        var schedule = cron("0 0 0 1 1 *", "Europe/London");
        var time = Instant.parse("1972-06-01T00:00:00Z");
        for (int year = 1973; year <= 2300; year++) {
            time = schedule.next(time, time).orElseThrow();
            assertThat(time).isEqualTo(year + "-01-01T00:00:00Z");
        }
    }

    @Test
    void aSecondApartForAWholeDayOfChange() {
        var schedule = cron("* * * * * *", "Europe/Berlin");
        var start = Instant.parse("2026-10-25T00:59:50Z");
        var time = start;
        for (int i = 0; i < 30; i++) {
            var next = schedule.next(start, time).orElseThrow();
            assertThat(Duration.between(time, next)).isEqualTo(Duration.ofSeconds(1));
            time = next;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            61 * * * * *       | second '61': Value 61 not in range [0, 59]
            0 0 25 * * *       | hour '25': Value 25 not in range [0, 23]
            0 0 22-2 * * *     | hour '22-2': Invalid range! [22,2]
            0 */0 * * * *      | minute '*/0': Period 0 not in range [0, 59]
            0 0 0 * FOO *      | month 'FOO'
            0 0 0 * * 8        | weekday '8': Value 8 not in range [0, 7]
            0 0 0 31 2 *       | never comes
            * * *              | found 3
            not a cron         | found 3
            """)
    void whatIsWrongIsSaidWithTheField(String expression, String message) {
        assertThat(problems(TimerKind.CRON, "{'expression': '" + expression + "'}"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("expression");
                    assertThat(problem.message()).contains(message);
                });
    }

    @Test
    void anUnknownZoneIsSaidWithItsField() {
        assertThat(problems(TimerKind.CRON, "{'expression': '0 0 * * * *', 'timezone': 'Mars/Olympus'}"))
                .extracting(ScheduleProblem::field)
                .containsExactly("timezone");
    }
}
