package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Policies;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FIX-17 (runtime.md §5.5): {@code max_retries} and {@code retry_on} of actions, for runs outside workflows. */
class ActionRetriesTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** Fails until it has run so often as {@code after} says; shows what it was given. */
    private static final String FLAKY = """
            echo x >> "$file"
            [ "$(wc -l < "$file")" -gt "$after" ] && printf '%s' "$token" | wc -c
            """;

    private final Fixture fixture = Fixture.shared();

    @TempDir
    private Path directory;

    private String action(String name, String script, int retries, String... causes) {
        var request = Json.object(
                "ref", fixture.ref(name),
                "label", name,
                "entrypoint", script,
                "runtime_ref", "core.shell",
                "max_retries", retries);
        if (causes.length > 0) {
            request.set("retry_on", Json.array((Object[]) causes));
        }
        return fixture.action(
                request,
                Json.object(
                        "file", Json.object("type", "string"),
                        "after", Json.object("type", "integer"),
                        "token", Json.object("type", "string", "secret", true)));
    }

    private JsonNode parameters(int failures) {
        return Json.object("file", directory.resolve("runs").toString(), "after", failures, "token", "s3cret-token");
    }

    /** The oldest first, when so many have ended. */
    private List<JsonNode> attempts(String action, int wanted) {
        return fixture.executionsOf(action, wanted, LIMIT).reversed();
    }

    @Test
    void aRunOfARuleThatFailsTwiceSucceedsTheThirdTime() {
        var action = action("flaky", FLAKY, 3, "any");
        var webhook = fixture.webhook("hook");
        var rule = fixture.rule("rule", webhook, action, parameters(2), Json.object());
        webhook.fire(Json.object());

        var attempts = attempts(action, 3);
        assertThat(attempts).extracting(Workflows::status).containsExactly("failed", "failed", "completed");
        long first = attempts.getFirst().path("id").asLong();
        assertThat(attempts.getFirst().has("original_execution")).isFalse();
        assertThat(attempts.getFirst().has("retry_reason")).isFalse();
        assertThat(attempts.subList(1, 3))
                .allMatch(attempt -> attempt.path("original_execution").asLong() == first)
                .allMatch(attempt -> attempt.path("retry_reason").asText().equals("failed"))
                .allMatch(attempt -> attempt.path("max_retries").asInt() == 3);
        assertThat(attempts.subList(1, 3))
                .extracting(attempt -> attempt.path("retry_count").asInt())
                .containsExactly(1, 2);
        assertThat(attempts)
                .as("one enforcement started them all")
                .extracting(attempt -> attempt.path("enforcement").asLong())
                .containsOnly(fixture.enforcementsOf(rule).getFirst().path("id").asLong());
        assertThat(attempts.getLast().path("result").path("data").asInt())
                .as("the secret reached it: its length")
                .isEqualTo("s3cret-token".length());
        assertThat(attempts.getLast().path("config").toString()).doesNotContain("s3cret-token");
        assertThat(Duration.between(ended(attempts.getFirst()), started(attempts.get(1))))
                .isGreaterThanOrEqualTo(Duration.ofMillis(800));
        assertThat(Duration.between(ended(attempts.get(1)), started(attempts.get(2))))
                .isGreaterThanOrEqualTo(Duration.ofMillis(1_600));

        assertThat(reasons(attempts.getFirst()))
                .anyMatch(reason -> reason.equals(
                        "tried again as execution " + attempts.get(1).path("id").asLong() + ", which is retry 1"));
        assertThat(reasons(attempts.get(1)))
                .anyMatch(reason -> reason.equals("requested again, because the run before it is failed"));
        assertThat(explanation(attempts.getFirst()).path("evidence").toString())
                .contains("it is tried again as execution "
                        + attempts.get(1).path("id").asLong());
    }

    private static Instant ended(JsonNode execution) {
        return Instant.parse(execution.path("updated").asText());
    }

    private static Instant started(JsonNode execution) {
        return Instant.parse(execution.path("started_at").asText());
    }

    private List<String> reasons(JsonNode execution) {
        return fixture.api()
                .get("/api/v1/executions/" + execution.path("id").asLong() + "/timeline?page_size=50")
                .expect(200)
                .items()
                .valueStream()
                .map(entry -> entry.path("reason").asText())
                .toList();
    }

    private JsonNode explanation(JsonNode execution) {
        return fixture.api()
                .get("/api/v1/executions/" + execution.path("id").asLong() + "/explain")
                .expect(200)
                .data();
    }

    @Test
    void attemptsAreAsManyAsAllowed() {
        var action = action("hopeless", FLAKY, 1, "any");
        fixture.run(action, parameters(99));

        assertThat(attempts(action, 2)).extracting(Workflows::status).containsExactly("failed", "failed");
        var last = fixture.executionsOf(action).getFirst();
        assertThat(explanation(last).path("evidence").toString()).doesNotContain("tried again");
    }

    @Test
    void anOrdinaryFailureIsNotTransientAndATimeOutIs() {
        var failing = action("failing", "exit 3\n", 2);
        var slow = fixture.action(
                Json.object(
                        "ref",
                        fixture.ref("slow"),
                        "label",
                        "slow",
                        "entrypoint",
                        "sleep 20\n",
                        "runtime_ref",
                        "core.shell",
                        "timeout_seconds",
                        1,
                        "max_retries",
                        1),
                null);
        fixture.run(failing, Json.object());
        fixture.run(slow, Json.object());

        var attempts = attempts(slow, 2);
        assertThat(attempts)
                .allMatch(attempt -> attempt.path("result").path("timed_out").asBoolean());
        assertThat(attempts(failing, 1)).hasSize(1);
    }

    @Test
    void aRetryThatWaitsSaysSoAndCanBeCancelled() {
        var action = action("waiting", FLAKY, 5, "any");
        var first = fixture.run(action, parameters(99));
        fixture.ended(first.path("id").asLong(), LIMIT);

        var waiting = Poll.until(
                LIMIT,
                "a retry that waits",
                () -> fixture.executionsOf(action).getFirst(),
                // The first waits are too short for a busy machine to cancel them in.
                execution -> execution.has("next_retry_at")
                        && execution.path("retry_count").asInt() > 3);
        assertThat(waiting.path("status").asText()).isEqualTo("requested");
        int retry = waiting.path("retry_count").asInt();
        assertThat(Duration.between(
                        Instant.parse(waiting.path("created").asText()),
                        Instant.parse(waiting.path("next_retry_at").asText())))
                .as("1 s, twice as long each time, a fifth more or less")
                .isBetween(Duration.ofMillis(800L << (retry - 1)), Duration.ofMillis(1_200L << (retry - 1)));
        assertThat(waiting.path("waiting_for").asText()).endsWith(" of 5 waits for its time");
        var path = "/api/v1/executions/" + waiting.path("id").asLong();
        fixture.api().post(path + "/cancel", Json.object()).expect(200);

        assertThat(Workflows.status(fixture.execution(waiting.path("id").asLong())))
                .isEqualTo("cancelled");
        int before = fixture.executionsOf(action).size();
        Poll.stays(
                Duration.ofSeconds(5),
                "no further attempt",
                () -> fixture.executionsOf(action).size(),
                Predicate.isEqual(before));
    }

    @Test
    void aRetryLinesUpUnderThePolicyOfItsAction() {
        var action = action("limited", FLAKY, 1, "any");
        new Policies(fixture).forAction("one", action, Json.object("threshold", 1));
        fixture.run(action, parameters(99));

        var attempts = attempts(action, 2);
        assertThat(attempts).extracting(Workflows::status).containsExactly("failed", "failed");
        assertThat(started(attempts.getLast())).isAfter(ended(attempts.getFirst()));
        // The slots are free again.
        var third = fixture.run(action, parameters(0));
        assertThat(Workflows.status(fixture.ended(third.path("id").asLong(), LIMIT)))
                .isEqualTo("completed");
    }
}
