package io.attune.cli;

import static io.attune.cli.StubServer.inside;
import static io.attune.cli.StubServer.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleCommandsTest {
    private static final String RULE =
            "{\"data\":{\"id\":5,\"ref\":\"ops.r\",\"trigger_ref\":\"ops.t\",\"action_ref\":\"core.echo\",\"enabled\":true,"
                    + "\"conditions\":{\"expression\":\"event.payload.a == 1\"},\"criteria\":\"event.payload.a == 1\"}}";

    @TempDir
    Path home;

    private StubServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
        shell = Shell.loggedIn(home, server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void ruleCreateSendsWhatTheServerTakes() {
        server.on("POST /api/v1/rules", 201, RULE);

        Done done = shell.run(
                "rule",
                "create",
                "-n",
                "restart_web",
                "-p",
                "ops",
                "-t",
                "ops.t",
                "-a",
                "core.echo",
                "--criteria",
                "{\"event.payload.level\":\"error\"}",
                "--action-params",
                "{\"message\":\"{{ event.payload.a }}\"}",
                "--enabled");

        assertThat(done.status()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"ref\":\"ops.restart_web\",\"pack_ref\":\"ops\",\"label\":\"Restart Web\",\"trigger_ref\":\"ops.t\","
                                + "\"action_ref\":\"core.echo\",\"enabled\":true,"
                                + "\"conditions\":[{\"field\":\"level\",\"operator\":\"equals\",\"value\":\"error\"}],"
                                + "\"action_params\":{\"message\":\"{{ event.payload.a }}\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.payload.a == 1          | \"criteria\":\"event.payload.a == 1\"",
                "{\"expression\": \"a\"}       | \"conditions\":{\"expression\":\"a\"}",
                "[{\"field\":\"a\"}]           | \"conditions\":[{\"field\":\"a\"}]",
                "{}                            | \"conditions\":{}",
            })
    void criteriaAreTakenInEveryDocumentedForm(String given, String sent) {
        server.on("PUT /api/v1/rules/ops.r", 200, RULE);
        assertThat(shell.run("rule", "update", "ops.r", "--criteria", given).status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{" + sent + "}");
    }

    @Test
    void ruleTestTriesTheStoredCriteriaOnAPayload() throws IOException {
        server.on("GET /api/v1/rules/ops.r", 200, RULE)
                .on("GET /api/v1/events/17", 200, "{\"data\":{\"id\":17,\"payload\":{\"a\":2}}}")
                .on(
                        "POST /api/v1/rules/test",
                        200,
                        "{\"data\":{\"result\":false,\"trace\":{},\"explanation\":\"a == 1 is false\\n  a was 2\"}}");

        Done done = shell.run("rule", "test", "ops.r", "--payload", "{\"a\": 2}");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("Matches:  false", "Why:\n  a == 1 is false\n    a was 2\n");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"trigger_ref\":\"ops.t\",\"criteria\":\"event.payload.a == 1\",\"payload\":{\"a\":2}}");
        assertThat(shell.run("rule", "test", "ops.r", "--event", "17").status()).isZero();
        assertThat(server.last("POST").body()).contains("\"payload\":{\"a\":2}");
        Files.writeString(home.resolve("p.yaml"), "a: 3\n");
        assertThat(shell.run("rule", "test", "--criteria", "x", "--payload", "p.yaml")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"criteria\":\"x\",\"payload\":{\"a\":3}}");
        assertThat(shell.run("rule", "test", "ops.r").err()).contains("--payload");
    }

    @Test
    void rulesAreFoundByWhatTheyUse() {
        server.on("GET /api/v1/actions/core.echo/rules", 200, page(inside(RULE)))
                .on("GET /api/v1/triggers/ops.t/rules", 200, page(inside(RULE)));
        assertThat(shell.run("action", "rules", "core.echo", "-q").out()).isEqualTo("ops.r\n");
        assertThat(shell.run("trigger", "rules", "ops.t", "-o", "wide").out()).contains("when ops.t then core.echo");
    }

    @Test
    void ruleTestTriesTheLastEventsOfTheTrigger() {
        server.on("GET /api/v1/rules/ops.r", 200, RULE)
                .on("GET /api/v1/events", 200, page("{\"id\":18},{\"id\":17}"))
                .on("GET /api/v1/events/18", 200, "{\"data\":{\"id\":18,\"payload\":{\"a\":1}}}")
                .on("GET /api/v1/events/17", 200, "{\"data\":{\"id\":17,\"payload\":null}}")
                .on("POST /api/v1/rules/test", 200, "{\"data\":{\"result\":true,\"explanation\":\"a is 1\"}}")
                .on("POST /api/v1/rules/test", 200, "{\"data\":{\"result\":false,\"explanation\":\"no a\"}}");

        Done done = shell.run("rule", "test", "ops.r", "--last", "2", "--columns", "event,result", "-j");

        assertThat(done.out()).isEqualTo("[{\"event\":18,\"result\":true},{\"event\":17,\"result\":false}]\n");
        assertThat(server.lines()).contains("GET /api/v1/events?page=1&per_page=2&trigger_ref=ops.t");
        assertThat(server.last("POST").body()).endsWith("\"payload\":{}}");
        assertThat(shell.run("rule", "test", "ops.r", "--last", "2", "--event", "17")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("rule", "test", "--criteria", "x", "--last", "2").status())
                .isEqualTo(2);
    }

    @Test
    void aRuleIsFiredWithAPayload() {
        server.on(
                "POST /api/v1/rules/ops.r/fire",
                201,
                "{\"data\":{\"event_id\":9,\"rule_ref\":\"ops.r\",\"trigger_ref\":\"ops.t\",\"received_at\":\"2030-01-01T00:00:00Z\"}}");

        assertThat(shell.run("rule", "fire", "ops.r", "--payload", "{\"a\":1}", "-q"))
                .isEqualTo(new Done(0, "9\n", ""));
        assertThat(server.last("POST").body()).isEqualTo("{\"payload\":{\"a\":1}}");
    }
}
