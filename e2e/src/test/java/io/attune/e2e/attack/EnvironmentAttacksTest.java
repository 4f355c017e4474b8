package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody who may only start an action tries to decide what it does, and so to get its secrets, by the variables of its run (SEC-15,
 * security.md §4.3, packs.md §6.4).
 */
class EnvironmentAttacksTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SECRET = "only-for-the-action";

    private final Fixture fixture = new Fixture(Tenant.attacker().api());
    private final Api api = fixture.api();
    private String action = "";

    @BeforeEach
    void makeAction() {
        action = fixture.shellAction(
                "deploy",
                "echo \"mode $MODE in $NODE_ENV\"",
                Json.object("token", Json.object("type", "string", "secret", true)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BASH_ENV",
                "ENV",
                "SHELLOPTS",
                "PS4",
                "IFS",
                "PATH",
                "HOME",
                "TMPDIR",
                "LD_PRELOAD",
                "LD_LIBRARY_PATH",
                "LD_AUDIT",
                "GCONV_PATH",
                "GLIBC_TUNABLES",
                "PYTHONPATH",
                "PYTHONSTARTUP",
                "NODE_OPTIONS",
                "NODE_PATH",
                "PERL5OPT",
                "RUBYOPT",
                "JAVA_TOOL_OPTIONS",
                "GIT_SSH_COMMAND",
                "http_proxy",
                "HTTPS_PROXY",
                "SSL_CERT_FILE",
                "ATTUNE_API_URL"
            })
    void aVariableThatDecidesWhatRunsIsRefusedByName(String name) {
        var answer = start(Json.object(name, "$(cat >&2)"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("env_vars." + name);
        assertThat(fixture.executionsOf(action)).isEmpty();
    }

    /** Everything before the first {@code =} would be the name. */
    @ParameterizedTest
    @ValueSource(strings = {"BASH_ENV=$(cat >&2) #", "BASH_FUNC_echo%%", "", "A B", "A\n"})
    void aNameCannotCarryAnotherVariable(String name) {
        assertThat(start(Json.object("MODE", "x", name, "() { cat >&2; }")).status())
                .isEqualTo(422);
        assertThat(fixture.executionsOf(action)).isEmpty();
    }

    /** The control: this is what they are for. */
    @Test
    void ordinaryVariablesReachTheAction() {
        var ended = ended(start(Json.object("MODE", "fast", "NODE_ENV", "production")));

        assertThat(ended.path("result").path("stdout").asText()).isEqualTo("mode fast in production\n");
    }

    /** An inline script has its parameters as variables; those by which the shell itself is steered are left out. */
    @Test
    void aParameterIsNoVariableThatSteersTheShell() {
        var traced = fixture.shellAction("traced", "set -x; true", null);
        var ended = fixture.ended(
                fixture.run(
                                traced,
                                Json.object(
                                        "PS4", "$(echo sprung >&2)+ ",
                                        "BASH_ENV", "$(echo sprung >&2)",
                                        "PROMPT_COMMAND", "echo sprung"))
                        .path("id")
                        .asLong(),
                LIMIT);

        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(fixture.log(ended.path("id").asLong(), "stderr"))
                .contains("+ true")
                .doesNotContain("sprung");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ATTUNE_API_URL", "ATTUNE_EXEC_ID", "TMPDIR", "LD_PRELOAD=/tmp/x.so", ""})
    void aRuntimeDoesNotTakeThePlaceOfThePlatformsVariables(String name) {
        var answer = api.post(
                "/api/v1/runtimes",
                Json.object(
                        "ref",
                        fixture.ref("shell"),
                        "name",
                        "Shell",
                        "pack_ref",
                        fixture.pack(),
                        "execution_config",
                        Json.object("env_vars", Json.object(name, "http://evil"))));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("execution_config.env_vars.");
    }

    private Api.Answer start(JsonNode variables) {
        return api.post(
                "/api/v1/executions/execute",
                Json.object("action_ref", action, "parameters", Json.object("token", SECRET), "env_vars", variables));
    }

    private JsonNode ended(Api.Answer started) {
        return fixture.ended(started.expect(201).data().path("id").asLong(), LIMIT);
    }
}
