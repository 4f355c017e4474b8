package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Team;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody who may run actions and see executions, but not secrets, runs again what others ran, to have their secrets sent elsewhere (security.md
 * §3.3, §4.3; api.md §7).
 */
class BorrowedSecretsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SECRET = "the-owners-token";

    private final Team team = Team.shared();
    private final Fixture owner = new Fixture(team.api());
    private final Fixture thief = owner.at(team.member("thief", "core.executor").api());
    private String action = "";
    private long run;

    @BeforeEach
    void runSomethingWithASecret() {
        action = owner.shellAction(
                "send",
                "printf '{\"to\":\"%s\",\"right\":%s}\\n' \"$url\" \"$([ \"$token\" = " + SECRET
                        + " ] && echo true || echo false)\"",
                Json.object(
                        "url", Json.object("type", "string"),
                        "token", Json.object("type", "string", "secret", true)));
        run = owner.run(action, Json.object("url", "https://own.example.com", "token", SECRET))
                .path("id")
                .asLong();
        owner.ended(run, LIMIT);
    }

    @Test
    void theSecretIsNotSentWhereAnotherWants() {
        var answer = rerun(thief, run, Json.object("url", "https://evil.example.com"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("secrets", "executions:decrypt").doesNotContain(SECRET);
        assertThat(owner.executionsOf(action)).hasSize(1);
    }

    /** The repetition is the thief's own run; its secret is not. */
    @Test
    void norInTwoSteps() {
        var again = ended(thief, rerun(thief, run, Json.object()));
        assertThat(data(again).path("to").asText()).isEqualTo("https://own.example.com");
        assertThat(data(again).path("right").asBoolean())
                .as("the secret is kept")
                .isTrue();
        assertThat(again.toString()).doesNotContain(SECRET);

        var answer = rerun(thief, again.path("id").asLong(), Json.object("url", "https://evil.example.com"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(owner.executionsOf(action)).hasSize(2);
    }

    @Test
    void whoGivesASecretOfTheirOwnSendsItWhereTheyLike() {
        var again = ended(
                thief, rerun(thief, run, Json.object("url", "https://other.example.com", "token", "of their own")));

        assertThat(data(again).path("to").asText()).isEqualTo("https://other.example.com");
        assertThat(data(again).path("right").asBoolean(true)).isFalse();
    }

    @Test
    void whoReplacesAllParametersGetsNoneOfTheSecrets() {
        var answer = thief.api()
                .post(
                        "/api/v1/executions/" + run + "/rerun",
                        Json.object(
                                "parameters",
                                Json.object("url", "https://other.example.com"),
                                "replace_parameters",
                                true));

        var again = ended(thief, answer);
        assertThat(data(again).path("to").asText()).isEqualTo("https://other.example.com");
        assertThat(data(again).path("right").asBoolean(true)).isFalse();
    }

    @Test
    void whoGaveTheSecretMaySendItElsewhere() {
        var again = ended(owner, rerun(owner, run, Json.object("url", "https://second.example.com")));

        assertThat(data(again).path("to").asText()).isEqualTo("https://second.example.com");
        assertThat(data(again).path("right").asBoolean()).isTrue();
    }

    /** A task made something secret, and what goes on from there would use it. */
    @Test
    void norByGoingOnFromWhereAWorkflowFailed() {
        owner.action(
                Json.object(
                        "ref",
                        owner.ref("login"),
                        "label",
                        "login",
                        "entrypoint",
                        "echo '{\"session\": \"" + SECRET + "\"}'",
                        "runtime_ref",
                        "core.shell",
                        "output_format",
                        "json",
                        "out_schema",
                        Json.object("session", Json.object("type", "string", "secret", true))),
                null);
        owner.shellAction(
                "use",
                "[ \"$url\" != https://down.example.com ]",
                Json.object(
                        "url", Json.object("type", "string"),
                        "token", Json.object("type", "string", "secret", true)));
        var workflows = new Workflows(owner);
        var ref = workflows.create("flow", Json.object("url", Json.object("type", "string")), """
                {tasks: [{name: 'login', action: '$.login', next: [{do: ['use']}]},
                    {name: 'use', action: '$.use', input: {url: '{{ parameters.url }}', token: '{{ task.login.data.session }}'}}]}
                """);
        var failed = workflows.run(ref, Json.object("url", "https://down.example.com"));
        assertThat(Workflows.status(failed)).isEqualTo("failed");
        var path = "/api/v1/executions/" + failed.path("id").asLong() + "/rerun";
        var elsewhere = Json.object("url", "https://evil.example.com");

        assertThat(thief.api()
                        .post(path, Json.object("from", "failed", "parameters", elsewhere))
                        .status())
                .isEqualTo(403);
        thief.api().post(path, Json.object("from", "failed")).expect(201);
        assertThat(Workflows.status(
                        ended(owner, owner.api().post(path, Json.object("from", "failed", "parameters", elsewhere)))))
                .isEqualTo("completed");
    }

    private static Api.Answer rerun(Fixture by, long run, JsonNode parameters) {
        return by.api().post("/api/v1/executions/" + run + "/rerun", Json.object("parameters", parameters));
    }

    private static JsonNode ended(Fixture by, Api.Answer started) {
        return by.ended(started.expect(201).data().path("id").asLong(), LIMIT);
    }

    private static JsonNode data(JsonNode execution) {
        assertThat(execution.path("status").asText()).as(execution.toString()).isEqualTo("completed");
        return execution.path("result").path("data");
    }
}
