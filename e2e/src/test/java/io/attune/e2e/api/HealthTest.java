package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A1 Health, and what else is public. */
class HealthTest {
    @Test
    void healthNeedsNoAuthentication() {
        var api = Platform.shared().api();

        assertThat(api.get("/health").expect(200).json().path("status").asText())
                .isEqualTo("ok");
        var detailed = awaitOk("/health/detailed").json();
        assertThat(detailed.path("status").asText()).isEqualTo("ok");
        assertThat(detailed.path("database").asText()).isEqualTo("connected");
        assertThat(detailed.path("version").asText()).isNotBlank();
        awaitOk("/health/ready");
        api.get("/health/live").expect(200);
    }

    /** What asks for a connection of its own to the database gives it 2 s, which a busy machine may take. */
    private static Api.Answer awaitOk(String path) {
        return Poll.until(
                Duration.ofSeconds(20),
                path,
                () -> Platform.shared().api().get(path),
                answer -> answer.status() == 200);
    }

    @Test
    void descriptionOfTheApiIsServed() {
        var api = Platform.shared().api();

        var document = api.get("/api-spec/openapi.json").expect(200).json();

        assertThat(document.path("openapi").asText()).startsWith("3.");
        assertThat(document.path("paths").has("/api/v1/executions/execute")).isTrue();
        assertThat(api.get("/docs").status()).isIn(200, 301, 302, 303, 307, 308);
    }

    @Test
    void unknownRoutesAndWrongMethodsSaySo() {
        var api = Platform.shared().api();

        assertThat(api.get("/api/v1/no-such-thing").expect(404).body()).isEmpty();
        assertThat(api.delete("/health").expect(405).body()).isEmpty();
        api.get("/health/").expect(404);
    }
}
