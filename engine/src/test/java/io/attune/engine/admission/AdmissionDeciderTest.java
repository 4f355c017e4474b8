package io.attune.engine.admission;

import static io.attune.engine.admission.Verdict.ADMITTED;
import static io.attune.engine.admission.Verdict.OVER_RATE;
import static io.attune.engine.admission.Verdict.OVER_THRESHOLD;
import static io.attune.engine.admission.Verdict.QUEUE_FULL;
import static io.attune.engine.admission.Verdict.WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** runtime.md §2.2. */
class AdmissionDeciderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RateLimit TWO_A_MINUTE = new RateLimit(2, Duration.ofMinutes(1));

    @Test
    void runsGoWhileFewerThanTheThresholdAreActiveAndTheOthersWait() {
        var decision = decide(limits(3, null), new GroupState(1, 0, StartHistory.NONE), 4);

        assertThat(decision.verdicts()).containsExactly(ADMITTED, ADMITTED, WAITS, WAITS);
        assertThat(decision.state().active()).isEqualTo(3);
        assertThat(decision.state().waiting()).isEqualTo(2);
        assertThat(decision.due()).as("a slot must become free first").isEmpty();
    }

    @Test
    void whoeverWaitsGoesBeforeWhoeverComes() {
        var decision = decide(limits(2, null), new GroupState(1, 1, StartHistory.NONE), 1);

        assertThat(decision.promoted()).isEqualTo(1);
        assertThat(decision.verdicts()).containsExactly(WAITS);
    }

    @Test
    void aFreeSlotGoesToTheHeadOfTheLine() {
        var decision = decide(limits(1, null), new GroupState(0, 5, StartHistory.NONE), 0);

        assertThat(decision.promoted()).isEqualTo(1);
        assertThat(decision.state().waiting()).isEqualTo(4);
    }

    @Test
    void aLoweredThresholdLetsNobodyInUntilEnoughHaveLeft() {
        assertThat(decide(limits(2, null), new GroupState(4, 1, StartHistory.NONE), 1)
                        .promoted())
                .isZero();
        assertThat(decide(limits(2, null), new GroupState(2, 1, StartHistory.NONE), 0)
                        .promoted())
                .isZero();
        assertThat(decide(limits(2, null), new GroupState(1, 1, StartHistory.NONE), 0)
                        .promoted())
                .isEqualTo(1);
    }

    @Test
    void aRaisedThresholdLetsAsManyInAsFit() {
        assertThat(decide(limits(5, null), new GroupState(1, 10, StartHistory.NONE), 0)
                        .promoted())
                .isEqualTo(4);
    }

    @Test
    void withoutPolicyEverybodyGoes() {
        var decision = decide(Limits.NONE, new GroupState(1, 10, StartHistory.NONE), 2);

        assertThat(decision.promoted()).isEqualTo(10);
        assertThat(decision.verdicts()).containsExactly(ADMITTED, ADMITTED);
    }

    @Test
    void moreThanMayLeaveTheLineInOneDecisionAreDueAtOnce() {
        var decision = AdmissionDecider.decide(Limits.NONE, new GroupState(0, 10, StartHistory.NONE), NOW, 0, 4);

        assertThat(decision.promoted()).isEqualTo(4);
        assertThat(decision.due()).contains(NOW);
    }

    @Test
    void aFullLineTakesNobody() {
        var limits = new Limits(1, null, PolicyMethod.ENQUEUE, 2);

        assertThat(decide(limits, new GroupState(1, 1, StartHistory.NONE), 2).verdicts())
                .containsExactly(WAITS, QUEUE_FULL);
    }

    @Test
    void theCancelMethodKeepsNobodyWaiting() {
        var limits = new Limits(1, null, PolicyMethod.CANCEL, 10);

        var decision = decide(limits, new GroupState(0, 0, StartHistory.NONE), 2);
        assertThat(decision.verdicts()).containsExactly(ADMITTED, OVER_THRESHOLD);
        assertThat(decision.state().waiting()).isZero();
    }

    @Test
    void startsBeyondTheRateAreCancelledOrWaitUntilTheWindowHasMovedOn() {
        var history = new StartHistory(2, Map.of(1L, NOW.minusSeconds(50), 2L, NOW.minusSeconds(10)));
        var full = new GroupState(0, 0, history);

        assertThat(decide(new Limits(null, TWO_A_MINUTE, PolicyMethod.CANCEL, 10), full, 1)
                        .verdicts())
                .containsExactly(OVER_RATE);
        var decision = decide(limits(null, TWO_A_MINUTE), full, 1);
        assertThat(decision.verdicts()).containsExactly(WAITS);
        assertThat(decision.due()).contains(NOW.plusSeconds(10));
    }

    @Test
    void aStartThatHasLeftTheWindowMakesRoomForOne() {
        var history = new StartHistory(2, Map.of(1L, NOW.minusSeconds(60), 2L, NOW.minusSeconds(10)));

        var decision = decide(limits(null, TWO_A_MINUTE), new GroupState(0, 0, history), 2);
        assertThat(decision.verdicts()).containsExactly(ADMITTED, WAITS);
        assertThat(decision.due()).contains(NOW.plusSeconds(50));
        assertThat(decision.state().history().count()).isEqualTo(3);
    }

    @Test
    void startsOfTheSameDecisionCount() {
        var decision = decide(limits(null, TWO_A_MINUTE), new GroupState(0, 0, StartHistory.NONE), 3);

        assertThat(decision.verdicts()).containsExactly(ADMITTED, ADMITTED, WAITS);
        assertThat(decision.due()).contains(NOW.plusSeconds(60));
    }

    @Test
    void whoeverIsWithinTheRateMayStillHaveToWaitForASlot() {
        var decision = decide(limits(1, TWO_A_MINUTE), new GroupState(1, 0, StartHistory.NONE), 1);

        assertThat(decision.verdicts()).containsExactly(WAITS);
        assertThat(decision.due()).isEmpty();
    }

    private static Limits limits(@Nullable Integer threshold, @Nullable RateLimit rate) {
        return new Limits(threshold, rate, PolicyMethod.ENQUEUE, 100);
    }

    private static AdmissionDecision decide(Limits limits, GroupState state, int arrivals) {
        return AdmissionDecider.decide(limits, state, NOW, arrivals, 1_000);
    }
}
