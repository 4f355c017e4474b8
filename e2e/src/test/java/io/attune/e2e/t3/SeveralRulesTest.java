package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** T3.4 One webhook, several rules; T1.5 f, a fan-out made of them. */
class SeveralRulesTest {
    private static final int DELIVERIES = 100;
    private static final int SENDERS = 16;

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

    /** T1.5 f: what {@code with_items} does within a workflow, with a rule for each item. */
    @Test
    void oneDeliveryFansOutToTheMessageOfEachRule() {
        var webhook = fixture.webhook("hook");
        var action = fixture.echoAction("echo");
        var messages = List.of("apple", "banana", "cherry", "date", "elder");
        messages.forEach(
                message -> fixture.rule(message, webhook, action, Json.object("message", message), Json.object()));

        webhook.fire(Json.object("x", 1));

        var executions = fixture.executionsOf(action, messages.size(), Duration.ofSeconds(15));
        assertThat(executions)
                .allSatisfy(execution ->
                        assertThat(execution.path("status").asText()).isEqualTo("completed"));
        assertThat(executions)
                .extracting(
                        execution -> execution.path("config").path("message").asText())
                .containsExactlyInAnyOrderElementsOf(messages);
        assertThat(executions)
                .extracting(execution -> execution
                        .path("result")
                        .path("data")
                        .path("input")
                        .path("message")
                        .asText())
                .containsExactlyInAnyOrderElementsOf(messages);
        Poll.stays(
                Duration.ofSeconds(3),
                "one execution per rule",
                () -> fixture.count("/api/v1/executions?action_ref=" + action),
                count -> count == messages.size());
    }

    @Test
    void underLoadEveryDeliveryFiresEachRuleOnceHoweverOftenItIsSent() throws InterruptedException {
        var webhook = fixture.webhook("hook");
        var rules = List.of("one", "two", "three").stream()
                .map(name -> fixture.rule(name, webhook, "core.noop"))
                .toList();
        var headers = new ConcurrentLinkedQueue<Map<String, String>>();
        for (int delivery = 0; delivery < DELIVERIES; delivery++) {
            // The second one comes while the first is on its way.
            headers.add(Map.of("Idempotency-Key", "delivery-" + delivery));
            headers.add(Map.of("Idempotency-Key", "delivery-" + delivery));
        }
        var answered = new ConcurrentHashMap<String, Set<Long>>();

        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < SENDERS; sender++) {
                senders.execute(() -> {
                    for (var own = headers.poll(); own != null; own = headers.poll()) {
                        long event = webhook.anonymous()
                                .post(webhook.path(), Json.object("payload", Json.object("x", 1)), own)
                                .expect(200)
                                .data()
                                .path("event_id")
                                .asLong();
                        answered.computeIfAbsent(own.get("Idempotency-Key"), _ -> ConcurrentHashMap.newKeySet())
                                .add(event);
                    }
                });
            }
        }

        assertThat(answered).hasSize(DELIVERIES);
        assertThat(answered.values()).allSatisfy(events -> assertThat(events).hasSize(1));
        assertThat(fixture.count("/api/v1/events?per_page=1000&trigger_ref=" + webhook.ref()))
                .isEqualTo(DELIVERIES);
        for (var rule : rules) {
            assertThat(fixture.count("/api/v1/enforcements?per_page=1000&rule_ref=" + rule))
                    .isEqualTo(DELIVERIES);
            Poll.until(
                    Duration.ofSeconds(60),
                    "each enforcement of " + rule + " has run once",
                    () -> completed(rule),
                    count -> count >= DELIVERIES);
            assertThat(completed(rule)).isEqualTo(DELIVERIES);
        }
    }

    private int completed(String rule) {
        return fixture.count("/api/v1/executions?status=completed&per_page=1000&rule_ref=" + rule);
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
