package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T1.8 Failing action. */
class FailingActionTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void failureKeepsCodeErrorAndStandardErrorAndIsNotRetried() {
        var webhook = fixture.webhook("hook");
        var action = fixture.failingAction("fail", 1);
        var rule = fixture.rule("rule", webhook, action);

        webhook.fire(Json.object());

        var execution = fixture.executionsOf(action, 1, Duration.ofSeconds(20)).getFirst();
        assertThat(execution.path("status").asText()).isEqualTo("failed");
        assertThat(execution.path("result").path("exit_code").asInt()).isEqualTo(1);
        assertThat(execution.path("result").path("error").asText()).isNotBlank();
        assertThat(execution.path("result").toString().toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("timeout", "timed out");
        assertThat(fixture.log(execution.path("id").asLong(), "stderr")).contains("told to fail");
        assertThat(fixture.enforcementsOf(rule).getFirst().path("status").asText())
                .isEqualTo("processed");
        Poll.stays(
                Duration.ofSeconds(3),
                "there is one execution",
                () -> fixture.count("/api/v1/executions?action_ref=" + action),
                count -> count == 1);
    }

    @Test
    void threeDeliveriesFailIndependently() {
        var webhook = fixture.webhook("hook");
        var action = fixture.failingAction("fail", 1);
        fixture.rule("rule", webhook, action);

        for (int i = 0; i < 3; i++) {
            webhook.fire(Json.object("n", i));
        }

        assertThat(fixture.executionsOf(action, 3, Duration.ofSeconds(20)))
                .hasSize(3)
                .allSatisfy(execution ->
                        assertThat(execution.path("status").asText()).isEqualTo("failed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127, 255})
    void exitCodeIsRecordedAsGiven(int code) {
        var action = fixture.failingAction("fail", code);

        var execution =
                fixture.ended(fixture.run(action, Json.object()).path("id").asLong(), Duration.ofSeconds(20));

        assertThat(execution.path("status").asText()).isEqualTo("failed");
        assertThat(execution.path("result").path("exit_code").asInt()).isEqualTo(code);
    }

    @Test
    void workerGoesOnAfterAFailure() {
        var failing = fixture.failingAction("fail", 3);
        var echo = fixture.echoAction("echo");

        fixture.ended(fixture.run(failing, Json.object()).path("id").asLong(), Duration.ofSeconds(20));
        var execution = fixture.ended(
                fixture.run(echo, Json.object("message", "still here"))
                        .path("id")
                        .asLong(),
                Duration.ofSeconds(20));

        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(execution
                        .path("result")
                        .path("data")
                        .path("input")
                        .path("message")
                        .asText())
                .isEqualTo("still here");
    }
}
