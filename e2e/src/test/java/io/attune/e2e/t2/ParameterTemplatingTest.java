package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T2.4 Parameter templating: cases a, b and e; the others need workflows and keys. */
class ParameterTemplatingTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void valuesOfThePayloadArriveExactly() {
        var config = configAfter(
                Json.object("email", "{{ event.payload.user_email }}", "name", "{{ event.payload.user_name }}"),
                Json.object("user_email", "alice@example.com", "user_name", "Alice O'Hara \"quoted\" ✓"));

        assertThat(config.path("email").asText()).isEqualTo("alice@example.com");
        assertThat(config.path("name").asText()).isEqualTo("Alice O'Hara \"quoted\" ✓");
    }

    @Test
    void nestedPathsKeepTheirTypes() {
        var config = configAfter(
                Json.object(
                        "email", "{{ event.payload.user.profile.email }}",
                        "id", "{{ event.payload.user.id }}",
                        "active", "{{ event.payload.user.active }}",
                        "tags", "{{ event.payload.user.tags }}",
                        "text", "user {{ event.payload.user.id }} is {{ event.payload.user.profile.email }}"),
                Json.object(
                        "user",
                        Json.object(
                                "id",
                                42,
                                "active",
                                true,
                                "tags",
                                Json.array("x", 1),
                                "profile",
                                Json.object("email", "bob@example.com"))));

        assertThat(config.path("email").asText()).isEqualTo("bob@example.com");
        assertThat(config.path("id")).isEqualTo(Json.value(42));
        assertThat(config.path("active")).isEqualTo(Json.value(true));
        assertThat(config.path("tags")).isEqualTo(Json.array("x", 1));
        assertThat(config.path("text").asText()).isEqualTo("user 42 is bob@example.com");
    }

    @Test
    void missingPathIsNullAloneAndEmptyInsideText() {
        var config = configAfter(
                Json.object("alone", "{{ event.payload.no.such.path }}", "inside", "[{{ event.payload.nothing }}]"),
                Json.object("something", "else"));

        assertThat(config.path("alone").isNull()).isTrue();
        assertThat(config.path("inside").asText()).isEqualTo("[]");
    }

    private JsonNode configAfter(JsonNode parameters, JsonNode payload) {
        var webhook = fixture.webhook("hook");
        var action = fixture.shellAction("echo", "cat\n", null);
        fixture.rule("rule", webhook, action, parameters, Json.object());
        webhook.fire(payload);
        var execution = fixture.executionsOf(action, 1, Duration.ofSeconds(15)).getFirst();
        assertThat(execution.path("status").asText()).isEqualTo("completed");
        // What the process read is what the API shows.
        assertThat(execution.path("result").path("data")).isEqualTo(execution.path("config"));
        return execution.path("config");
    }
}
