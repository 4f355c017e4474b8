package io.attune.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.schedule.TimerDecider.Tick;
import io.attune.model.catalog.MisfirePolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimerDeciderTest {
    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");
    private static final Schedule EVERY_TEN_SECONDS = new IntervalSchedule(Duration.ofSeconds(10));

    private static TimerState started(Schedule schedule) {
        return TimerDecider.start(new ReadSchedule.Valid(schedule), START);
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    @Test
    void theFirstTickComesAfterOneWholeInterval() {
        assertThat(started(EVERY_TEN_SECONDS).nextFireAt()).isEqualTo(at(10));
    }

    @Test
    void aLateTickMovesNoLaterOne() {
        var tick = TimerDecider.decide(EVERY_TEN_SECONDS, null, started(EVERY_TEN_SECONDS), at(12));

        assertThat(tick)
                .isInstanceOfSatisfying(
                        Tick.Fire.class, fire -> assertThat(fire.planned()).isEqualTo(at(10)));
        assertThat(tick.after().nextFireAt()).isEqualTo(at(20));
        assertThat(tick.after().fired()).isEqualTo(1);
        assertThat(tick.after().missed()).isZero();
    }

    @Test
    void missedTicksAreSkippedAndCounted() {
        var tick = TimerDecider.decide(EVERY_TEN_SECONDS, null, started(EVERY_TEN_SECONDS), at(47));

        assertThat(tick).isInstanceOf(Tick.Skip.class);
        assertThat(tick.after().missed()).isEqualTo(4);
        assertThat(tick.after().nextFireAt()).isEqualTo(at(50));
        assertThat(tick.after().fired()).isZero();
    }

    @Test
    void theLastTickOfAPauseFiresIfItIsNotLate() {
        var skipped = TimerDecider.decide(EVERY_TEN_SECONDS, null, started(EVERY_TEN_SECONDS), at(42));

        assertThat(skipped.after().missed()).isEqualTo(3);
        assertThat(TimerDecider.decide(EVERY_TEN_SECONDS, null, skipped.after(), at(42)))
                .isInstanceOfSatisfying(
                        Tick.Fire.class, fire -> assertThat(fire.planned()).isEqualTo(at(40)));
    }

    @Test
    void oneEventStandsForAllMissedTicksWhenTheRuleSaysSo() {
        var tick = TimerDecider.decide(EVERY_TEN_SECONDS, MisfirePolicy.FIRE_ONCE, started(EVERY_TEN_SECONDS), at(47));

        assertThat(tick).isInstanceOf(Tick.Fire.class);
        assertThat(tick.after().fired()).isEqualTo(1);
        assertThat(tick.after().missed()).isEqualTo(3);
        assertThat(tick.after().nextFireAt()).isEqualTo(at(50));
    }

    @Test
    void aOneShotTimerFiresLateRatherThanNever() {
        var once = new OneShotSchedule(at(5), ZoneOffset.UTC);

        var tick = TimerDecider.decide(once, null, started(once), at(3_600));

        assertThat(tick).isInstanceOf(Tick.Fire.class);
        assertThat(tick.after().status()).isEqualTo(TimerStatus.FINISHED);
        assertThat(tick.after().nextFireAt()).isNull();
    }

    @Test
    void aOneShotTimerThatMaySkipIsFinishedWithoutFiring() {
        var once = new OneShotSchedule(at(5), ZoneOffset.UTC);

        var tick = TimerDecider.decide(once, MisfirePolicy.SKIP, started(once), at(3_600));

        assertThat(tick).isInstanceOf(Tick.Skip.class);
        assertThat(tick.after().status()).isEqualTo(TimerStatus.FINISHED);
        assertThat(tick.after().missed()).isEqualTo(1);
    }

    @Test
    void ticksThatPassLeaveNoTrace() {
        var passed = TimerDecider.pass(EVERY_TEN_SECONDS, started(EVERY_TEN_SECONDS), at(47));

        assertThat(passed.nextFireAt()).isEqualTo(at(50));
        assertThat(passed.fired() + passed.missed()).isZero();
    }

    @Test
    void aPastDateIsPast() {
        var past = started(new OneShotSchedule(at(0), ZoneOffset.UTC));

        assertThat(past.status()).isEqualTo(TimerStatus.PAST);
        assertThat(past.nextFireAt()).isNull();
    }

    @Test
    void whatMakesNoScheduleStandsStillAndSaysWhy() {
        var state = TimerDecider.start(
                ScheduleReading.read(TimerKind.CRON, Schedules.json("{'expression': 'soon'}")), START);

        assertThat(state.status()).isEqualTo(TimerStatus.DISABLED);
        assertThat(state.problem()).contains("expression");
    }

    /** Whenever a platform looks, in whatever rhythm: a tick fires once or is counted as missed, none comes twice, none before its time. */
    @Property(tries = 300)
    void everyTickIsFiredOrMissed(
            @ForAll @IntRange(min = 1, max = 30) int period,
            @ForAll MisfirePolicy policy,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 40) Integer> pauses) {
        var schedule = new IntervalSchedule(Duration.ofSeconds(period));
        var state = started(schedule);
        var now = START;
        for (int pause : pauses) {
            now = now.plusSeconds(pause);
            while (state.nextFireAt() != null && !state.nextFireAt().isAfter(now)) {
                var before = state.nextFireAt();
                var tick = TimerDecider.decide(schedule, policy, state, now);
                state = tick.after();
                assertThat(state.nextFireAt()).isAfter(before);
            }
            assertThat(state.fired() + state.missed()).isEqualTo(schedule.count(START, START, now));
        }
    }
}
