package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** T1.4 Webhook with payload. */
class WebhookWithPayloadTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void deliveryBecomesEventEnforcementAndCompletedExecution() {
        var webhook = fixture.webhook("hook");
        var action = fixture.echoAction("echo");
        var rule = fixture.rule(
                "rule",
                webhook,
                action,
                Json.object("message", "{{ event.payload.message }}", "count", 1),
                Json.object());
        var payload = Json.object(
                "event_type",
                "test.webhook",
                "message",
                "Hello from webhook!",
                "user_id",
                12345,
                "metadata",
                Json.object("source", "e2e", "tags", Json.array("a", "b")));

        var answer = webhook.fire(payload).data();

        assertThat(answer.path("trigger_ref").asText()).isEqualTo(webhook.ref());
        assertThat(answer.path("message").asText()).isEqualTo("Webhook received successfully");
        assertThat(Instant.parse(answer.path("received_at").asText()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
        long eventId = answer.path("event_id").asLong();
        var event = Poll.until(
                        Duration.ofSeconds(1),
                        "the event is visible",
                        () -> fixture.api().get("/api/v1/events/" + eventId),
                        found -> found.status() == 200)
                .data();
        assertThat(event.path("trigger").asLong()).isEqualTo(webhook.triggerId());
        assertThat(event.path("payload")).isEqualTo(payload);
        assertThat(event.path("source_ref").asText()).isEqualTo("webhook");

        var executions = fixture.executionsOf(action, 1, Duration.ofSeconds(15));
        assertThat(executions).hasSize(1);
        var execution = executions.getFirst();
        // But for the time that it waited for a place: others may hold them all.
        var reaction = Duration.between(created(event), created(execution));
        assertThat(reaction.plus(Workflows.took(execution))).isLessThan(Duration.ofSeconds(5));
        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(execution.path("config").path("message").asText()).isEqualTo("Hello from webhook!");
        assertThat(execution.path("result").toString()).contains("Hello from webhook!");
        var enforcements = fixture.enforcementsOf(rule);
        assertThat(enforcements).hasSize(1);
        assertThat(enforcements.getFirst().path("event").asLong()).isEqualTo(eventId);
        assertThat(enforcements.getFirst().path("status").asText()).isEqualTo("processed");
        assertThat(execution.path("enforcement").asLong())
                .isEqualTo(enforcements.getFirst().path("id").asLong());
    }

    private static Instant created(JsonNode shown) {
        return Instant.parse(shown.path("created").asText());
    }

    @Test
    void threeDeliveriesBecomeThreeExecutions() {
        var webhook = fixture.webhook("hook");
        var action = fixture.echoAction("echo");
        fixture.rule("rule", webhook, action, Json.object("message", "{{ event.payload.n }}"), Json.object());

        for (int i = 1; i <= 3; i++) {
            webhook.fire(Json.object("n", "number " + i));
        }

        assertThat(fixture.executionsOf(action, 3, Duration.ofSeconds(15)))
                .hasSize(3)
                .allSatisfy(execution ->
                        assertThat(execution.path("status").asText()).isEqualTo("completed"))
                .extracting(
                        execution -> execution.path("config").path("message").asText())
                .containsExactlyInAnyOrder("number 1", "number 2", "number 3");
        assertThat(fixture.eventsOf(webhook)).hasSize(3);
    }

    @Test
    void nestedPayloadIsReadBackIdentical() {
        var webhook = fixture.webhook("hook");
        var payload = Json.parse("""
                {"user": {"id": 7, "name": "Ünïcode 🚀", "roles": ["a", {"deep": [1, 2.5, -3e10, null, true, false]}], "none": null},
                 "empty": {}, "list": [], "text": "", "big": 9007199254740993, "fraction": 0.1}
                """);

        long event = webhook.fire(payload).data().path("event_id").asLong();

        var stored =
                fixture.api().get("/api/v1/events/" + event).expect(200).data().path("payload");
        // The same number may be written in another way: -3e10 as -30000000000.
        assertThat(stored.equals(WebhookWithPayloadTest::compareNumbers, payload))
                .as(stored.toString())
                .isTrue();
    }

    private static int compareNumbers(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    }

    @Test
    void emptyPayloadIsAnEmptyObject() {
        var webhook = fixture.webhook("hook");
        var action = fixture.echoAction("echo");
        fixture.rule("rule", webhook, action);

        long event = webhook.fire(Json.object()).data().path("event_id").asLong();

        assertThat(fixture.api()
                        .get("/api/v1/events/" + event)
                        .expect(200)
                        .data()
                        .path("payload"))
                .isEqualTo(Json.object());
        assertThat(fixture.executionsOf(action, 1, Duration.ofSeconds(15))
                        .getFirst()
                        .path("status")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void keysAreUnguessableAndNeverShared() {
        var first = fixture.webhook("first");
        var second = fixture.webhook("second");

        assertThat(first.key()).isNotEqualTo(second.key());
        // 128 bits in base 64 take 22 characters; in base 16 they take 32.
        assertThat(first.key()).matches("wh_[A-Za-z0-9_-]{22,}");
        assertThat(second.key()).matches("wh_[A-Za-z0-9_-]{22,}");
    }
}
