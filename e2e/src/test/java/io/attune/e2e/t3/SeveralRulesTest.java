package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T3.4 One webhook, several rules. */
class SeveralRulesTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void oneDeliveryFiresEachRuleOnce() {
        var webhook = fixture.webhook("hook");
        var actions = List.of(fixture.echoAction("a"), fixture.echoAction("b"), fixture.echoAction("c"));
        var rules = actions.stream()
                .map(action -> fixture.rule("rule_" + action.substring(action.indexOf('.') + 1), webhook, action))
                .toList();

        long event = webhook.fire(Json.object("x", 1)).data().path("event_id").asLong();

        for (var action : actions) {
            assertThat(fixture.executionsOf(action, 1, Duration.ofSeconds(15))).hasSize(1);
        }
        for (var rule : rules) {
            assertThat(fixture.enforcementsOf(rule))
                    .singleElement()
                    .satisfies(enforcement ->
                            assertThat(enforcement.path("event").asLong()).isEqualTo(event));
        }
        Poll.stays(
                Duration.ofSeconds(3),
                "one event, one execution per action",
                () -> List.of(
                        fixture.count("/api/v1/events?trigger_ref=" + webhook.ref()),
                        actions.stream()
                                .mapToInt(action -> fixture.count("/api/v1/executions?action_ref=" + action))
                                .sum()),
                counts -> counts.equals(List.of(1, 3)));
    }

    @Test
    void threeDeliveriesFireTwoRulesSixTimes() {
        var webhook = fixture.webhook("hook");
        var action = fixture.echoAction("echo");
        fixture.rule("one", webhook, action);
        fixture.rule("two", webhook, action);

        for (int i = 0; i < 3; i++) {
            webhook.fire(Json.object("n", i));
            Poll.pause(Duration.ofSeconds(1));
        }

        assertThat(fixture.executionsOf(action, 6, Duration.ofSeconds(15))).hasSize(6);
        assertThat(fixture.eventsOf(webhook)).hasSize(3);
    }
}
