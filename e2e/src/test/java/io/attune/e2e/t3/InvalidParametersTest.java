package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T3.13 Invalid parameters. */
class InvalidParametersTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Fixture fixture = Fixture.shared();

    @Test
    void missingRequiredParameterFailsWithoutAWorker() {
        var action = action();

        assertMissingUrl(ended(action, Json.object("port", 80)));
    }

    @Test
    void missingRequiredParameterFailsTheRunOfARuleAsWell() {
        var webhook = fixture.webhook("hook");
        // Complete when saved; what the event gives is what is wrong.
        var action = action();
        fixture.rule(
                "rule",
                webhook,
                action,
                Json.object("url", "{{ event.payload.url }}", "port", "{{ event.payload.port }}"),
                Json.object());

        webhook.fire(Json.object("url", "http://localhost", "port", "8080"));

        var execution = fixture.executionsOf(action, 1, LIMIT).getFirst();
        assertThat(execution.path("status").asText()).isEqualTo("failed");
        assertThat(execution.path("result").path("error").asText())
                .contains("port")
                .contains("integer");
        assertThat(execution.has("started_at")).isFalse();
    }

    @Test
    void wrongTypeIsNotConverted() {
        var action = action();

        var wrong = ended(action, Json.object("url", "http://localhost", "port", "8080"));
        var right = ended(action, Json.object("url", "http://localhost", "port", 8080));

        assertThat(wrong.path("status").asText()).isEqualTo("failed");
        assertThat(wrong.path("result").path("error").asText()).contains("port").contains("integer");
        assertThat(right.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void extraParametersAreAccepted() {
        var execution = ended(action(), Json.object("url", "http://localhost", "colour", "blue"));

        assertThat(execution.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void defaultsAreUsedUnlessOverridden() {
        var action = fixture.shellAction(
                "defaults",
                "cat\n",
                Json.object(
                        "message", Json.object("type", "string", "default", "Hello from defaults"),
                        "count", Json.object("type", "integer", "default", 3),
                        "loud", Json.object("type", "boolean", "default", false)));

        var defaults = ended(action, Json.object()).path("result").path("data");
        var explicit = ended(action, Json.object("message", "mine", "count", 9, "loud", true))
                .path("result")
                .path("data");

        assertThat(defaults).isEqualTo(Json.object("message", "Hello from defaults", "count", 3, "loud", false));
        assertThat(explicit).isEqualTo(Json.object("message", "mine", "count", 9, "loud", true));
    }

    @Test
    void valuesOutsideEnumAndRangeFailWithAMessage() {
        var action = action();

        var method = ended(action, Json.object("url", "http://localhost", "method", "FETCH"));
        var low = ended(action, Json.object("url", "http://localhost", "port", 0));
        var high = ended(action, Json.object("url", "http://localhost", "port", 70000));

        for (var execution : new JsonNode[] {method, low, high}) {
            assertThat(execution.path("status").asText()).isEqualTo("failed");
        }
        assertThat(method.path("result").path("error").asText()).contains("method");
        assertThat(low.path("result").path("error").asText()).contains("port");
        assertThat(high.path("result").path("error").asText()).contains("port");
    }

    private static void assertMissingUrl(JsonNode execution) {
        assertThat(execution.path("status").asText()).isEqualTo("failed");
        assertThat(execution.path("result").path("error").asText()).contains("Missing required parameter: url");
        assertThat(execution.has("started_at")).isFalse();
        assertThat(execution.path("worker").isNull()).isTrue();
    }

    private String action() {
        return fixture.shellAction(
                "strict",
                "cat\n",
                Json.object(
                        "url", Json.object("type", "string", "required", true),
                        "port", Json.object("type", "integer", "minimum", 1, "maximum", 65535),
                        "method", Json.object("type", "string", "enum", Json.array("GET", "POST"))));
    }

    private JsonNode ended(String action, ObjectNode parameters) {
        return fixture.ended(fixture.run(action, parameters).path("id").asLong(), LIMIT);
    }
}
