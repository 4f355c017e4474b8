package io.attune.engine.schedule;

import static io.attune.engine.schedule.Schedules.problems;
import static io.attune.engine.schedule.Schedules.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples after RFC 5545 §3.8.5.3, whose zone is New York. */
class RecurrenceScheduleTest {
    private static final String NEW_YORK = "America/New_York";
    private static final String BEFORE = "1997-09-01T00:00:00Z";

    private static Schedule rule(String rule) {
        return Schedules.read(
                TimerKind.RECURRENCE,
                "{'dtstart': '1997-09-02T09:00:00', 'timezone': '" + NEW_YORK + "', 'rule': '" + rule + "'}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FREQ=DAILY;COUNT=10                              | 1997-09-02T09:00-04:00 | 1997-09-03T09:00-04:00
            FREQ=DAILY;INTERVAL=10;COUNT=5                   | 1997-09-02T09:00-04:00 | 1997-09-12T09:00-04:00
            FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH       | 1997-09-02T09:00-04:00 | 1997-09-04T09:00-04:00
            FREQ=MONTHLY;COUNT=10;BYDAY=1FR                  | 1997-09-05T09:00-04:00 | 1997-10-03T09:00-04:00
            FREQ=MONTHLY;BYMONTHDAY=-3                       | 1997-09-28T09:00-04:00 | 1997-10-29T09:00-05:00
            FREQ=YEARLY;BYDAY=20MO                           | 1998-05-18T09:00-04:00 | 1999-05-17T09:00-04:00
            FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO                 | 1998-05-11T09:00-04:00 | 1999-05-17T09:00-04:00
            FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13              | 1998-02-13T09:00-05:00 | 1998-03-13T09:00-05:00
            FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2    | 1997-09-29T09:00-04:00 | 1997-10-30T09:00-05:00
            FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z    | 1997-09-02T09:00-04:00 | 1997-09-02T12:00-04:00
            RRULE:FREQ=MINUTELY;INTERVAL=90;COUNT=4          | 1997-09-02T09:00-04:00 | 1997-09-02T10:30-04:00
            FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29              | 2000-02-29T09:00-05:00 | 2004-02-29T09:00-05:00
            """)
    void makesTheTimesOfTheStandard(String rule, String first, String second) {
        assertThat(times(rule(rule.strip()), BEFORE, NEW_YORK, 2)).containsExactly(first, second);
    }

    @Test
    void aCountEndsIt() {
        assertThat(times(rule("FREQ=DAILY;COUNT=3"), BEFORE, NEW_YORK, 9))
                .containsExactly("1997-09-02T09:00-04:00", "1997-09-03T09:00-04:00", "1997-09-04T09:00-04:00");
        assertThat(times(rule("FREQ=DAILY;COUNT=3"), "1997-09-04T13:00:00Z", NEW_YORK, 9))
                .isEmpty();
    }

    @Test
    void anEndIsPartOfIt() {
        assertThat(times(rule("FREQ=DAILY;UNTIL=19970903T130000Z"), BEFORE, NEW_YORK, 9))
                .containsExactly("1997-09-02T09:00-04:00", "1997-09-03T09:00-04:00");
        assertThat(times(rule("FREQ=DAILY;UNTIL=19970903"), BEFORE, NEW_YORK, 9))
                .hasSize(2);
    }

    @Test
    void fieldsSayTheSameAsARule() {
        var fields = Schedules.read(
                TimerKind.RECURRENCE,
                "{'dtstart': '1997-09-02T09:00:00', 'timezone': 'America/New_York', 'freq': 'MONTHLY', 'interval': 2,"
                        + " 'by_day': ['1SU', '-1SU'], 'week_start': 'MO', 'count': 10}");

        assertThat(times(fields, BEFORE, NEW_YORK, 20))
                .isEqualTo(times(rule("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU"), BEFORE, NEW_YORK, 20))
                .hasSize(10);
    }

    @Test
    void decadesAfterItsStartTheTimesAreTheSame() {
        assertThat(times(rule("FREQ=DAILY;INTERVAL=7"), "2097-09-01T00:00:00Z", NEW_YORK, 1))
                .isEqualTo(times(rule("FREQ=WEEKLY"), "2097-09-01T00:00:00Z", NEW_YORK, 1));
        assertThat(times(rule("FREQ=SECONDLY;INTERVAL=10"), "2097-09-01T00:00:03Z", "UTC", 2))
                .containsExactly("2097-09-01T00:00:10Z", "2097-09-01T00:00:20Z");
    }

    @Test
    void aSkippedTimeDoesNotCount() {
        var daily = Schedules.read(
                TimerKind.RECURRENCE,
                "{'dtstart': '2026-03-28T02:30:00', 'timezone': 'Europe/Berlin', 'freq': 'DAILY', 'count': 2}");

        assertThat(times(daily, "2026-03-27T00:00:00Z", "Europe/Berlin", 9))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-30T02:30+02:00");
    }

    @Test
    void aTimeThatComesTwiceFiresOnce() {
        var daily = Schedules.read(
                TimerKind.RECURRENCE,
                "{'dtstart': '2026-10-24T02:30:00', 'timezone': 'Europe/Berlin', 'freq': 'DAILY'}");

        assertThat(times(daily, "2026-10-24T12:00:00Z", "Europe/Berlin", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    }

    @Test
    void longPausesAreLookedOver() {
        assertThat(times(rule("FREQ=SECONDLY;BYHOUR=9"), "1997-09-02T14:00:00Z", NEW_YORK, 1))
                .containsExactly("1997-09-03T09:00-04:00");
        assertThat(times(rule("FREQ=HOURLY;BYMONTH=1;BYHOUR=5"), BEFORE, NEW_YORK, 2))
                .containsExactly("1998-01-01T05:00-05:00", "1998-01-02T05:00-05:00");
    }

    /** Each of these took minutes: whoever reads or fires them holds up the timers of all tenants. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FREQ=MONTHLY;COUNT=80000                                      | valid
            FREQ=YEARLY;COUNT=7000                                        | valid
            FREQ=DAILY;COUNT=100000                                       | valid
            FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,12,15;COUNT=100000 | valid
            FREQ=SECONDLY;COUNT=100000                                    | valid
            FREQ=MINUTELY;BYHOUR=0,14;BYMINUTE=0;COUNT=100000             | count
            FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=0;COUNT=100000   | count
            """)
    void aCountIsReadInOneGo(String rule, String expected) {
        assertThat(read("1997-09-02T09:00:00", rule.strip())).isEqualTo(expected);
    }

    @Test
    void aPeriodHasOnlySoManyTimes() {
        var hours = list(0, 23);
        var sixty = list(0, 59);
        assertThat(read("1997-09-02T09:00:00", "FREQ=DAILY;BYHOUR=" + hours + ";BYMINUTE=" + sixty))
                .isEqualTo("valid");
        assertThat(read("1997-09-02T09:00:00", "FREQ=HOURLY;BYMINUTE=" + sixty + ";BYSECOND=" + sixty))
                .isEqualTo("valid");
        assertThat(read("1997-09-02T09:00:00", "FREQ=SECONDLY;BYHOUR=" + hours + ";BYMINUTE=" + sixty))
                .isEqualTo("valid");
        var everySecond = ";BYHOUR=" + hours + ";BYMINUTE=" + sixty + ";BYSECOND=" + sixty;
        assertThat(read("1997-09-02T09:00:00", "FREQ=DAILY" + everySecond)).isEqualTo("freq");
        assertThat(read("1997-09-02T09:00:00", "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU" + everySecond))
                .isEqualTo("freq");
        assertThat(read("1997-09-02T09:00:00", "FREQ=YEARLY;BYMONTHDAY=" + list(1, 31) + everySecond))
                .isEqualTo("freq");
    }

    @Test
    void monthsAndYearsSinceItsStartArePassedOver() {
        var monthly = Schedules.read(
                TimerKind.RECURRENCE,
                "{'dtstart': '0001-01-31T09:00:00', 'rule': 'FREQ=MONTHLY;BYDAY=MO,TU;BYHOUR=" + list(0, 23)
                        + ";BYMINUTE=" + list(0, 19) + ";BYSETPOS=-1'}");
        assertThat(times(monthly, "2026-06-15T00:00:00Z", "UTC", 2))
                .containsExactly("2026-06-30T23:19Z", "2026-07-28T23:19Z");
        assertThat(times(rule("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31"), "2026-06-15T00:00:00Z", "UTC", 2))
                .containsExactly("2028-07-31T13:00Z", "2028-12-31T14:00Z");
    }

    /** The end is found in one go, the times one by one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYHOUR=1,2,3;BYSETPOS=-2,1",
                "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=1,20,53",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE",
                "FREQ=HOURLY;BYMONTH=1;BYHOUR=5",
                "FREQ=SECONDLY;INTERVAL=7;BYHOUR=9;BYMINUTE=3,4"
            })
    void whoeverGoesThroughItFindsTheSameTimes(String rule) {
        assertThat(times(rule(rule + ";COUNT=40"), BEFORE, NEW_YORK, 100))
                .isEqualTo(times(rule(rule), BEFORE, NEW_YORK, 40));
    }

    /** "valid", or the field that is wrong. */
    private static String read(String start, String rule) {
        var parameters = Schedules.json("{'dtstart': '" + start + "', 'rule': '" + rule + "'}");
        return assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> switch (ScheduleReading.read(TimerKind.RECURRENCE, parameters)) {
                    case ReadSchedule.Valid _ -> "valid";
                    case ReadSchedule.Invalid(var problems) ->
                        problems.stream().map(ScheduleProblem::field).collect(Collectors.joining(","));
                });
    }

    private static String list(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    @Test
    void withoutZoneItLivesInThatOfItsStart() {
        var weekly = Schedules.read(TimerKind.RECURRENCE, "{'dtstart': '2026-03-02T09:00:00+02:00', 'freq': 'WEEKLY'}");

        assertThat(times(weekly, "2026-04-01T00:00:00Z", "UTC", 1)).containsExactly("2026-04-06T07:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'freq': 'DAILY'}                                                             | dtstart
            {'dtstart': '2026-01-01T00:00:00Z'}                                           | freq
            {'dtstart': '2026-01-01T00:00:00Z', 'freq': 'OFTEN'}                          | freq
            {'dtstart': 'soon', 'freq': 'DAILY'}                                          | dtstart
            {'dtstart': '2026-01-01T00:00:00Z', 'freq': 'DAILY', 'by_hour': [25]}         | by_hour
            {'dtstart': '2026-01-01T00:00:00Z', 'freq': 'WEEKLY', 'by_day': ['2TU']}      | by_day
            {'dtstart': '2026-01-01T00:00:00Z', 'rule': 'FREQ=DAILY;FOO=1'}               | rule
            {'dtstart': '2026-01-01T00:00:00Z', 'freq': 'DAILY', 'count': 1000000}        | count
            {'dtstart': '2026-01-01T00:00:00Z', 'freq': 'SECONDLY', 'by_month': [1]}      | freq
            {'dtstart': '2026-01-01T00:00:00Z', 'freq': 'YEARLY', 'by_month': [2], 'by_month_day': [30]} | freq
            """)
    void whatIsWrongIsSaidWithTheField(String parameters, String field) {
        assertThat(problems(TimerKind.RECURRENCE, parameters))
                .extracting(ScheduleProblem::field)
                .containsExactly(field);
    }

    @Test
    void countAndEndExcludeEachOther() {
        assertThat(
                        problems(
                                TimerKind.RECURRENCE,
                                "{'dtstart': '2026-01-01T00:00:00Z', 'freq': 'DAILY', 'count': 2, 'until': '2027-01-01T00:00:00Z'}"))
                .extracting(ScheduleProblem::field)
                .containsExactly("until");
    }
}
