package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutionCommandsTest {
    private static final String ACTION = """
            {"data":{"ref":"core.echo","param_schema":{
              "message":{"type":"string"},"count":{"type":"integer"},"list":{"type":"array"}}}}""";

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

    private static String execution(String status, String more) {
        return "{\"data\":{\"id\":42,\"action_ref\":\"core.echo\",\"status\":\"" + status + "\"" + more + "}}";
    }

    @Test
    void executeTypesParametersByTheActionsSchema() {
        server.on("GET /api/v1/actions/core.echo", 200, ACTION)
                .on("POST /api/v1/executions/execute", 201, execution("requested", ""));

        Done done = shell.run(
                "action",
                "execute",
                "core.echo",
                "--param",
                "message=1.10",
                "--param",
                "count=3",
                "--param",
                "list=[a, 2]",
                "--param",
                "other=true");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("ID:", "42", "requested");
        assertThat(done.err()).contains("attune execution watch 42");
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"action_ref\":\"core.echo\",\"parameters\":{\"message\":\"1.10\",\"count\":3,\"list\":[\"a\",2],\"other\":true}}");
    }

    @Test
    void runTakesPairsFilesAndAWholeObject() {
        server.on("GET /api/v1/actions/core.echo", 200, ACTION)
                .on("POST /api/v1/executions/execute", 201, execution("requested", ""));

        assertThat(shell.input("from stdin").run("run", "core.echo", "message=@-", "-q"))
                .isEqualTo(new Done(0, "42\n", ""));
        assertThat(server.last("POST").body()).contains("\"message\":\"from stdin\"");
        assertThat(shell.run("run", "core.echo", "--params-json", "{\"count\":1.5}", "-q")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).contains("\"parameters\":{\"count\":1.5}");
        assertThat(shell.run("run", "core.echo", "--env", "A=b", "--worker-selector", "{\"gpu\":\"yes\"}")
                        .status())
                .isZero();
        assertThat(server.last("POST").body())
                .contains("\"env_vars\":{\"A\":\"b\"}", "\"worker_selector\":{\"gpu\":\"yes\"}");
    }

    @Test
    void wrongParametersNameWhatIsWrong() {
        assertThat(shell.run("run", "core.echo", "--params-json", "{\"a\":").err())
                .contains("--params-json is not valid JSON", "line 1");
        assertThat(shell.run("run", "core.echo", "--params-json", "[1]").err()).contains("must be a JSON object");
        assertThat(shell.run("run", "core.echo", "a=1", "--params-json", "{}").err())
                .contains("exclude each other");
        server.on("GET /api/v1/actions/core.echo", 200, ACTION);
        Done done = shell.run("run", "core.echo", "message");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("'message' is not a parameter", "NAME=VALUE");
    }

    /** The outcome of what was waited for is the exit code (cli.md §2.4). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "completed | ,\"result\":{\"data\":1}          | 0",
                "failed    | ,\"result\":{\"error\":\"no\"}    | 1",
                "abandoned | ''                                | 1",
                "failed    | ,\"result\":{\"timed_out\":true}  | 20",
                "failed    | ,\"workflow_task\":{\"timed_out\":true} | 20",
                "timeout   | ''                                | 20",
                "cancelled | ''                                | 21",
            })
    void waitingEndsWithTheOutcome(String status, String more, int expected) {
        server.on("POST /api/v1/executions/execute", 201, execution("requested", ""))
                .on("GET /api/v1/executions/42", 200, execution("running", ""))
                .on("GET /api/v1/executions/42", 200, execution(status, more));

        Done done = shell.run("action", "execute", "core.echo", "--wait", "-j");

        assertThat(done.status()).isEqualTo(expected);
        assertThat(done.out()).startsWith("{\"id\":42").contains("\"status\":\"" + status + "\"");
        assertThat(done.err()).isEmpty();
        assertThat(shell.run("execution", "wait", "42", "--exit-code", "simple").status())
                .isEqualTo(Math.min(expected, 1));
    }

    @Test
    void watchingShowsTheOutputOfTheRunAndItsResult() {
        server.on("GET /api/v1/executions/42", 200, execution("running", ""))
                .on("GET /api/v1/executions/42", 200, execution("completed", ",\"result\":{\"data\":{\"a\":1}}"))
                .onEvents(
                        "GET /api/v1/executions/42/logs/stdout/stream",
                        "id: 6\nevent: append\ndata: hello\ndata: \n\nevent: done\ndata:\n\n")
                .onEvents(
                        "GET /api/v1/executions/42/logs/stderr/stream",
                        "event: append\nid: 4\ndata: oops\n\nevent: done\ndata: !\n\n");

        Done done = shell.run("execution", "watch", "42");

        assertThat(done.status()).isZero();
        assertThat(done.err()).contains("  hello\n", "  oops!\n", "ended: completed");
        assertThat(done.out()).contains("Status:", "completed", "Result:", "\"a\": 1");
    }

    @Test
    void theOwnLimitOfAWaitLeavesTheRunAndSaysSo() {
        server.on("GET /api/v1/executions/42", 200, execution("running", ""));

        Done done = shell.run("wait", "42", "--timeout", "100ms");

        assertThat(done.status()).isEqualTo(124);
        assertThat(done.err()).contains("still running", "attune execution watch 42");
    }

    @Test
    void logsAreTakenUpWhereTheConnectionBroke() {
        server.onEvents(
                        "GET /api/v1/executions/42/logs/stdout/stream",
                        "event: content\nid: 9\ndata: first\ndata: sec\n\n")
                .onEvents(
                        "GET /api/v1/executions/42/logs/stdout/stream",
                        "event: append\nid: 12\ndata: ond\n\nevent: done\ndata:\n\n");

        Done done = shell.run("logs", "42", "--follow", "--stream", "stdout");

        assertThat(done).isEqualTo(new Done(0, "first\nsecond\n", ""));
        assertThat(server.requests().stream().map(StubServer.Request::target))
                .containsExactly(
                        "/api/v1/executions/42/logs/stdout/stream?offset=0",
                        "/api/v1/executions/42/logs/stdout/stream?offset=9");
    }

    @Test
    void storedLogsOfBothStreamsInEveryFormat() {
        server.onEvents(
                        "GET /api/v1/executions/42/logs/stdout/stream",
                        "event: content\nid: 4\ndata: one\ndata: two\n\n: initial-catchup-complete\n\n")
                .onEvents(
                        "GET /api/v1/executions/42/logs/stderr/stream",
                        "event: content\nid: 4\ndata: bad\n\n: initial-catchup-complete\n\n");

        assertThat(shell.run("execution", "logs", "42").out()).isEqualTo("one\ntwo\nbad\n");
        assertThat(shell.run("execution", "logs", "42", "--tail", "1", "-j").out())
                .isEqualTo("[{\"stream\":\"stdout\",\"text\":\"two\"},{\"stream\":\"stderr\",\"text\":\"bad\"}]\n");
        assertThat(shell.run("execution", "logs", "42", "--stream", "sterr").status())
                .isEqualTo(2);
    }

    @Test
    void listsSendTheFiltersTheServerHas() {
        server.on("GET /api/v1/executions", 200, "{\"items\":[],\"pagination\":{\"has_next\":false}}");

        shell.run(
                "execution",
                "list",
                "--status",
                "Succeeded",
                "-a",
                "core.*",
                "--pack",
                "core",
                "--rule",
                "ops.r",
                "-r",
                "txt",
                "--top-level-only");

        assertThat(server.lines())
                .containsExactly("GET /api/v1/executions?action_ref=core.%2A&pack_name=core&page=1&per_page=50"
                        + "&result_contains=txt&rule_ref=ops.r&status=completed&top_level_only=true");
        Done unknown = shell.run("execution", "list", "--status", "done");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("Unknown status 'done'", "completed");
    }

    @Test
    void severalStatusesAreFilteredOverAllPages() {
        server.on(
                        "GET /api/v1/executions",
                        200,
                        "{\"items\":[{\"id\":3,\"status\":\"running\"},{\"id\":2,\"status\":\"failed\"}],\"pagination\":{\"has_next\":true}}")
                .on(
                        "GET /api/v1/executions",
                        200,
                        "{\"items\":[{\"id\":1,\"status\":\"timeout\"}],\"pagination\":{\"has_next\":false}}");

        assertThat(shell.run("execution", "list", "-s", "failed", "-s", "timeout", "-q")
                        .out())
                .isEqualTo("2\n1\n");
    }

    @Test
    void showResultAndCancel() {
        server.on("GET /api/v1/executions", 200, "{\"items\":[{\"id\":42}],\"pagination\":{\"has_next\":false}}")
                .on(
                        "GET /api/v1/executions/42",
                        200,
                        execution(
                                "completed", ",\"config\":{\"message\":\"x\"},\"result\":{\"data\":{\"text\":\"hi\"}}"))
                .on("POST /api/v1/executions/42/cancel", 200, execution("cancelled", ""));

        assertThat(shell.run("execution", "show", "@last").out())
                .contains("Parameters:", "\"message\": \"x\"", "Result:");
        assertThat(shell.run("execution", "result", "@last", "--path", "data.text")
                        .out())
                .isEqualTo("hi\n");
        assertThat(shell.run("execution", "result", "42", "-f", "yaml").out()).isEqualTo("data:\n  text: hi\n");
        assertThat(shell.run("execution", "cancel", "42", "--yes").out()).contains("cancelled");
        assertThat(server.last("POST").line()).isEqualTo("POST /api/v1/executions/42/cancel");
        assertThat(shell.input("42\n42\n")
                        .run("execution", "cancel", "-", "--yes", "-q")
                        .out())
                .isEqualTo("42\n42\n");
    }

    @Test
    void eventsAndEnforcements() {
        server.on(
                        "GET /api/v1/events",
                        200,
                        "{\"items\":[{\"id\":1,\"trigger_ref\":\"ops.t\"}],\"pagination\":{\"has_next\":false}}")
                .on(
                        "GET /api/v1/events/1",
                        200,
                        "{\"data\":{\"id\":1,\"trigger_ref\":\"ops.t\",\"payload\":{\"a\":1}}}")
                .on(
                        "GET /api/v1/enforcements",
                        200,
                        "{\"items\":[{\"id\":2,\"rule_ref\":\"ops.r\",\"status\":\"processed\"}],\"pagination\":{\"has_next\":false}}")
                .on(
                        "GET /api/v1/enforcements/2",
                        200,
                        "{\"data\":{\"id\":2,\"rule_ref\":\"ops.r\",\"config\":{\"m\":1}}}");

        assertThat(shell.run("event", "list", "--trigger", "ops.t").out()).contains("ops.t");
        assertThat(shell.run("event", "show", "1").out()).contains("Payload:", "\"a\": 1");
        assertThat(shell.run("enforcement", "list", "--event", "1", "-q").out()).isEqualTo("2\n");
        assertThat(shell.run("enforcement", "show", "2").out()).contains("Parameters:", "\"m\": 1");
        assertThat(server.lines())
                .containsExactly(
                        "GET /api/v1/events?page=1&per_page=50&trigger_ref=ops.t",
                        "GET /api/v1/events/1",
                        "GET /api/v1/enforcements?event=1&page=1&per_page=50",
                        "GET /api/v1/enforcements/2");
    }

    @Test
    void aListEndsWhereTimeDoes() {
        server.on("GET /api/v1/executions", 200, """
                {"items":[{"id":4,"created":"2026-01-01T11:59:00Z"},{"id":3,"created":"2026-01-01T11:00:00Z"},
                 {"id":2,"created":"2026-01-01T09:00:00Z"}],"pagination":{"has_next":true}}""");

        Done done = shell.run("execution", "list", "--since", "2h", "--until", "30m", "-q");

        assertThat(done.out()).isEqualTo("3\n");
        assertThat(server.lines()).containsExactly("GET /api/v1/executions?page=1&per_page=50");
        assertThat(shell.run("execution", "list", "--since", "2h", "--count").out())
                .isEqualTo("2\n");
        assertThat(shell.run("execution", "list", "--since", "2h", "--count", "-j")
                        .out())
                .isEqualTo("{\"count\":2}\n");
    }

    @Test
    void executionsAreFoundByWhoStartedThem() {
        server.on(
                        "GET /api/v1/identities",
                        200,
                        "{\"items\":[{\"id\":7,\"login\":\"ada\"}],\"pagination\":{\"has_next\":false}}")
                .on("GET /api/v1/executions", 200, "{\"items\":[],\"pagination\":{\"has_next\":false}}");
        shell.run("execution", "list", "--identity", "ada");
        assertThat(server.lines().getLast()).isEqualTo("GET /api/v1/executions?executor=7&page=1&per_page=50");
    }

    @Test
    void secretsAreShownOnlyWhenAskedFor() {
        server.on("GET /api/v1/executions/42", 200, execution("completed", ""))
                .on("GET /api/v1/enforcements/9", 200, "{\"data\":{\"id\":9}}");
        shell.run("execution", "show", "42");
        shell.run("execution", "show", "42", "--show-secrets");
        shell.run("enforcement", "show", "9", "--show-secrets");
        assertThat(server.lines())
                .containsExactly(
                        "GET /api/v1/executions/42",
                        "GET /api/v1/executions/42?include_secret_values=true",
                        "GET /api/v1/enforcements/9?include_secret_values=true");
    }

    @Test
    void aRunGetsPermissionSetsByName() {
        server.on("POST /api/v1/executions/execute", 201, execution("requested", ""));
        shell.run("run", "core.echo", "--as-permission-set", "core.viewer", "--as-permission-set", "ops.x");
        assertThat(server.last("POST").body()).endsWith("\"permission_set_refs\":[\"core.viewer\",\"ops.x\"]}");
    }

    @Test
    void eventsAndEnforcementsAreFoundByTime() {
        String items = """
                {"items":[{"id":2,"created":"2026-01-01T11:59:00Z"},{"id":1,"created":"2026-01-01T09:00:00Z"}],
                 "pagination":{"has_next":true}}""";
        server.on("GET /api/v1/events", 200, items).on("GET /api/v1/enforcements", 200, items);
        assertThat(shell.run("event", "list", "--since", "1h", "-q").out()).isEqualTo("2\n");
        assertThat(shell.run("enforcement", "list", "--since", "1h", "-q").out())
                .isEqualTo("2\n");
        assertThat(server.lines()).hasSize(2);
    }

    @Test
    void aRerunTakesWhatDiffersOrAllParameters() {
        server.on("GET /api/v1/executions/42", 200, execution("failed", ""))
                .on("GET /api/v1/actions/core.echo", 200, ACTION)
                .on("POST /api/v1/executions/42/rerun", 201, execution("requested", ""));

        assertThat(shell.run("execution", "rerun", "42", "--param", "message=1.10", "--param", "count=3")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"parameters\":{\"message\":\"1.10\",\"count\":3}}");
        shell.run("execution", "rerun", "42", "--params-json", "{\"count\":1}", "--notifier-url", "ws://old");
        assertThat(server.last("POST").body()).isEqualTo("{\"parameters\":{\"count\":1},\"replace_parameters\":true}");
        shell.run(
                "execution",
                "rerun",
                "42",
                "--worker-selector",
                "{\"gpu\":\"yes\"}",
                "--worker-tolerations",
                "[]",
                "--worker-affinity",
                "{}");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"worker_selector\":{\"gpu\":\"yes\"},\"worker_tolerations\":[],\"worker_affinity\":{}}");

        Done both = shell.run("execution", "rerun", "42", "--params-json", "{}", "--param", "count=1");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("--params-json excludes --param and --interactive");
        assertThat(shell.run("execution", "rerun", "42", "--params-json", "{}", "-i")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void aRerunAsksForEachParameterAndKeepsWhatIsLeftOut() {
        server.on(
                        "GET /api/v1/executions/42",
                        200,
                        execution("failed", ",\"config\":{\"message\":\"old\",\"count\":2,\"token\":\"[REDACTED]\"}"))
                .on("GET /api/v1/actions/core.echo", 200, """
                        {"data":{"ref":"core.echo","param_schema":{
                          "message":{"type":"string"},"count":{"type":"integer"},"token":{"type":"string","secret":true},
                          "mode":{"type":"string","enum":["fast","slow"]},"size":{"type":"integer"}}}}""")
                .on("POST /api/v1/executions/42/rerun", 201, execution("requested", ""));

        shell.typing("new", "", "", "slow").run("execution", "rerun", "42", "-i", "--param", "size=7");

        assertThat(shell.asked())
                .containsExactly(
                        "message (string, now \"old\"): ",
                        "count (integer, now 2): ",
                        "token (string, unchanged if left out): ",
                        "mode (string: fast, slow, may be left out): ");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"parameters\":{\"size\":7,\"message\":\"new\",\"mode\":\"slow\"}}");
        assertThat(new Shell(home).run("execution", "rerun", "42", "-i").err()).contains("--param or --params-json");
    }

    @Test
    void manyArePausedResumedAndCancelledByIds() {
        for (String verb : List.of("pause", "resume", "cancel")) {
            server.on("POST /api/v1/executions/1/" + verb, 200, "{\"data\":{\"id\":1,\"status\":\"running\"}}")
                    .on(
                            "POST /api/v1/executions/2/" + verb,
                            409,
                            "{\"error\":\"Execution 2 is over\",\"code\":\"CONFLICT\"}")
                    .on("POST /api/v1/executions/3/" + verb, 200, "{\"data\":{\"id\":3,\"status\":\"running\"}}");

            Done done = shell.input("2\n\n3\n").run("execution", verb, "1", "-", "--yes", "-q");

            assertThat(done.status())
                    .as("the exit code is that of the first refusal")
                    .isEqualTo(6);
            assertThat(done.out()).isEqualTo("1\n3\n");
            assertThat(done.err()).contains("execution 2: Execution 2 is over");
        }
    }

    @Test
    void allThatMatchAndAreNotOverAreChangedAfterAQuestion() {
        server.on("GET /api/v1/executions", 200, StubServer.page("""
                        {"id":5,"status":"running"},{"id":4,"status":"requested"},{"id":3,"status":"completed"},
                        {"id":2,"status":"running"}"""))
                .on("GET /api/v1/executions/2", 200, "{\"data\":{\"id\":2,\"status\":\"running\",\"paused\":false}}")
                .on("GET /api/v1/executions/4", 200, "{\"data\":{\"id\":4,\"status\":\"requested\"}}")
                .on("GET /api/v1/executions/5", 200, "{\"data\":{\"id\":5,\"status\":\"running\",\"paused\":true}}")
                .on("POST /api/v1/executions/2/pause", 200, execution("running", ""))
                .on("POST /api/v1/executions/5/resume", 200, execution("running", ""));
        for (int id : List.of(2, 4, 5)) {
            server.on("POST /api/v1/executions/" + id + "/cancel", 200, execution("canceling", ""));
        }

        Done unasked = shell.run("execution", "cancel", "--all", "--status", "running,requested");
        assertThat(unasked.status()).isEqualTo(2);
        assertThat(unasked.err()).contains("Give it with --yes");
        assertThat(server.lines()).noneMatch(line -> line.startsWith("POST"));

        shell.typing("yes", "yes", "yes");
        assertThat(shell.run("execution", "cancel", "--all", "--status", "running,requested", "--cascade")
                        .status())
                .isZero();
        assertThat(shell.run("execution", "pause", "--all", "--action", "ops.*").status())
                .isZero();
        assertThat(shell.run("execution", "resume", "--all").status()).isZero();

        assertThat(shell.asked())
                .containsExactly(
                        "Cancel 3 executions? Type 'yes' to go on: ",
                        "Pause execution 2? Type 'yes' to go on: ",
                        "Resume execution 5? Type 'yes' to go on: ");
        assertThat(server.lines())
                .filteredOn(line -> line.startsWith("POST"))
                .containsExactly(
                        "POST /api/v1/executions/5/cancel?cascade=true",
                        "POST /api/v1/executions/4/cancel?cascade=true",
                        "POST /api/v1/executions/2/cancel?cascade=true",
                        "POST /api/v1/executions/2/pause",
                        "POST /api/v1/executions/5/resume");
        assertThat(server.lines()).contains("GET /api/v1/executions?action_ref=ops.%2A&page=1&per_page=100");
    }

    @Test
    void whichExecutionsAreMeantIsSaidOneWay() {
        assertThat(shell.run("execution", "pause").err()).contains("No execution is named", "--all");
        assertThat(shell.run("execution", "pause", "1", "--all").err()).contains("exclude each other");
        assertThat(shell.run("execution", "resume", "1", "--status", "running").err())
                .contains("Filters are for --all");
        assertThat(shell.run("execution", "cancel", "one").status()).isEqualTo(2);
        server.on("GET /api/v1/executions", 200, StubServer.page(""));
        Done nothing = shell.run("execution", "cancel", "--all");
        assertThat(nothing.status()).isZero();
        assertThat(nothing.err()).contains("Nothing to cancel.");
    }
}
