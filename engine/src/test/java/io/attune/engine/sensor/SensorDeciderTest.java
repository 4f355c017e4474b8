package io.attune.engine.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.sensor.SensorCommand.Alert;
import io.attune.engine.sensor.SensorCommand.Start;
import io.attune.engine.sensor.SensorCommand.Stop;
import io.attune.engine.sensor.SensorCommand.TellRules;
import io.attune.engine.sensor.SensorDemand.Wanted;
import io.attune.engine.sensor.SensorInput.Ended;
import io.attune.engine.sensor.SensorInput.Started;
import io.attune.engine.sensor.SensorInput.Tick;
import io.attune.engine.sensor.SensorInput.Unstartable;
import io.attune.engine.sensor.SensorState.Running;
import io.attune.engine.sensor.SensorState.Stopping;
import io.attune.engine.sensor.SensorState.Waiting;
import io.attune.model.catalog.SensorProcessStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SensorDeciderTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Wanted ONE_RULE = new Wanted("v1", false, "[1]");

    private SensorState state = SensorState.NONE;

    private List<SensorCommand> after(SensorInput input) {
        var decision = SensorDecider.decide(state, input);
        state = decision.state();
        return decision.commands();
    }

    private List<SensorCommand> tick(long second, Wanted wanted) {
        return after(new Tick(at(second), Optional.of(wanted)));
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }

    private void running(Wanted wanted) {
        assertThat(tick(0, wanted)).containsExactly(new Start(wanted));
        assertThat(after(new Started(at(0)))).isEmpty();
        assertThat(state.status()).isEqualTo(SensorProcessStatus.RUNNING);
    }

    @Test
    void aSensorIsWantedWhileItIsEnabledAndARuleUsesIt() {
        assertThat(new SensorDemand("v1", false, List.of("1", "2")).wanted())
                .contains(new Wanted("v1", false, "[1,2]"));
        assertThat(new SensorDemand("v1", false, List.of()).wanted()).isEmpty();
    }

    @Test
    void theLastRuleThatGoesStopsIt() {
        running(ONE_RULE);

        assertThat(after(new Tick(at(1), Optional.empty()))).containsExactly(new Stop());
        assertThat(after(new Tick(at(2), Optional.empty()))).as("told once").isEmpty();
        assertThat(after(new Ended(at(2)))).isEmpty();
        assertThat(state).isEqualTo(SensorState.NONE);
    }

    @Test
    void aChangeOfItsRulesReplacesAProcessThatCannotTakeThem() {
        running(ONE_RULE);
        var twoRules = new Wanted("v1", false, "[1,2]");

        assertThat(tick(1, twoRules)).containsExactly(new Stop());
        assertThat(tick(2, twoRules)).as("not beside the old one").isEmpty();
        after(new Ended(at(3)));
        assertThat(tick(3, twoRules)).containsExactly(new Start(twoRules));
    }

    @Test
    void aChangeOfItsRulesReachesAProcessThatTakesThem() {
        running(new Wanted("v1", true, "[1]"));
        var twoRules = new Wanted("v1", true, "[1,2]");

        assertThat(tick(1, twoRules)).containsExactly(new TellRules(twoRules));
        assertThat(tick(2, twoRules)).isEmpty();
        assertThat(tick(3, new Wanted("v2", true, "[1,2]"))).containsExactly(new Stop());
    }

    @Test
    void aProcessThatEndsByItselfComesBackLaterAndLater() {
        running(ONE_RULE);
        long now = 1;
        for (int delay : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
            after(new Ended(at(now)));
            assertThat(state.status()).isEqualTo(SensorProcessStatus.BACKOFF);
            assertThat(tick(now + delay - 1, ONE_RULE)).isEmpty();
            now += delay;
            assertThat(tick(now, ONE_RULE)).containsExactly(new Start(ONE_RULE));
            after(new Started(at(now)));
        }
    }

    @Test
    void peopleAreToldFromTheThirdFailureOnOncePerFailure() {
        running(ONE_RULE);

        assertThat(after(new Ended(at(1)))).isEmpty();
        tick(100, ONE_RULE);
        assertThat(after(new Unstartable(at(100)))).isEmpty();
        assertThat(state.status()).isEqualTo(SensorProcessStatus.FAILED);
        tick(200, ONE_RULE);
        assertThat(after(new Ended(at(200)))).containsExactly(new Alert(3));
        assertThat(after(new Ended(at(201)))).as("heard twice").isEmpty();
        tick(300, ONE_RULE);
        assertThat(after(new Ended(at(300)))).containsExactly(new Alert(4));
    }

    @Test
    void aHealthyStartMakesTheNextFailureAFirstOne() {
        state = new Running(ONE_RULE, at(0), 7);

        tick(29, ONE_RULE);
        assertThat(state.failures()).isEqualTo(7);
        tick(30, ONE_RULE);
        assertThat(state.failures()).isZero();
        after(new Ended(at(40)));
        assertThat(state).isEqualTo(new Waiting(ONE_RULE, at(45), 1, true));
    }

    @Test
    void aChangedDefinitionIsTriedAtOnce() {
        state = new Waiting(ONE_RULE, at(1000), 9, false);
        var mended = new Wanted("v2", false, "[1]");

        assertThat(tick(1, mended)).containsExactly(new Start(mended));
        assertThat(state.failures()).isZero();
    }

    @Test
    void whatIsNotWantedAnyMoreIsNotTriedAgain() {
        state = new Waiting(ONE_RULE, at(1000), 2, true);

        assertThat(after(new Tick(at(1), Optional.empty()))).isEmpty();
        assertThat(state).isEqualTo(SensorState.NONE);
    }

    @Test
    void aStopDuringTheStartWaitsForTheEnd() {
        tick(0, ONE_RULE);
        assertThat(after(new Tick(at(0), Optional.empty()))).containsExactly(new Stop());
        assertThat(after(new Started(at(0)))).isEmpty();
        assertThat(state).isEqualTo(new Stopping());
        assertThat(after(new Ended(at(1)))).isEmpty();
        assertThat(state).isEqualTo(SensorState.NONE);
    }

    @Test
    void noDelayIsLongerThanFiveMinutes() {
        assertThat(SensorDecider.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
    }
}
