package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
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

    @ParameterizedTest
    @CsvSource({
        "400, 7", "403, 4", "404, 5", "409, 6", "415, 7", "422, 7", "429, 8", "500, 9", "501, 9",
    })
    void everyStatusHasItsExitCode(int status, int expected) {
        server.on(
                "GET /api/v1/packs/x",
                status,
                "{\"error\":\"because\",\"code\":\"SOME_CODE\"}",
                Map.of("X-Request-Id", "req-1"));

        Done done = shell.run("pack", "show", "x", "--retries", "0");

        assertThat(done.status()).isEqualTo(expected);
        assertThat(done.out()).isEmpty();
        assertThat(done.err()).startsWith("Error: because\n").contains("Request: req-1");
    }

    @Test
    void detailsAreShownOnceAndTheRequestIdAsItsOwnLine() {
        server.on(
                "GET /api/v1/packs/x",
                500,
                "{\"error\":\"broken\",\"details\":{\"request_id\":\"req-1\",\"table\":\"full\"}}",
                Map.of("X-Request-Id", "req-1"));

        assertThat(shell.run("pack", "show", "x").err())
                .startsWith("Error: broken\n  table: full\nHint: ")
                .endsWith("Request: req-1\n");
    }

    @Test
    void programsGetTheErrorAsAnObject() {
        server.on(
                "POST /api/v1/rules/r/enable",
                422,
                "{\"error\":\"Validation failed: a: wrong\",\"code\":\"VALIDATION_ERROR\",\"details\":[{\"field\":\"a\",\"message\":\"wrong\"}]}");

        assertThat(shell.run("rule", "enable", "r", "-j").err())
                .isEqualTo(
                        "{\"error\":{\"code\":\"VALIDATION_ERROR\",\"status\":422,\"message\":\"Validation failed: a: wrong\","
                                + "\"details\":[{\"field\":\"a\",\"message\":\"wrong\"}],\"request_id\":null,\"hint\":null}}\n");
        assertThat(shell.run("rule", "enable", "r", "-y").err()).startsWith("error:\n  code: VALIDATION_ERROR\n");
    }

    @Test
    void nothingListeningSaysHowToStartThePlatform() throws IOException {
        // Bound, so that nobody else gets it, and not listening.
        try (var free = new Socket()) {
            free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Done done = new Shell(home).run("--api-url", "http://127.0.0.1:" + free.getLocalPort(), "pack", "list");

            assertThat(done.status()).isEqualTo(9);
            assertThat(done.err()).contains("connection refused", "attune up");
        }
    }

    @Test
    void withoutALoginTheHintIsToLogIn() {
        server.on("GET /api/v1/packs", 401, "{\"error\":{\"code\":401,\"message\":\"Missing authentication token\"}}");
        Done done = new Shell(home.resolve("new")).run("--api-url", server.url(), "pack", "list");
        assertThat(done.status()).isEqualTo(3);
        assertThat(done.err()).contains("Not logged in", "attune auth login");
        assertThat(server.lines()).hasSize(1);
    }

    @Test
    void readsAreRepeatedWhenTheServerIsBusyAndChangesAreNot() {
        server.on("GET /api/v1/packs/x", 503, "")
                .on("GET /api/v1/packs/x", 200, "{\"data\":{\"ref\":\"x\"}}")
                .on("POST /api/v1/rules/r/enable", 503, "");

        assertThat(shell.run("pack", "show", "x", "-q").out()).isEqualTo("x\n");
        assertThat(shell.run("rule", "enable", "r").status()).isEqualTo(9);
        assertThat(server.lines())
                .containsExactly("GET /api/v1/packs/x", "GET /api/v1/packs/x", "POST /api/v1/rules/r/enable");
    }

    @Test
    void anAnswerThatIsNoJsonIsNamed() {
        server.on("GET /api/v1/packs/x", 200, "<html>");
        Done done = shell.run("pack", "show", "x");
        assertThat(done.status()).isEqualTo(9);
        assertThat(done.err()).contains("is not JSON");
    }

    @ParameterizedTest
    @CsvSource({
        "pak list,                         Did you mean pack",
        "action execute,                   ACTION",
        "pack list --limit x,              --limit",
        "pack list --output xml,           Unknown output format",
        "pack list --request-timeout soon, not a duration",
        "--profile nowhere pack list,      No profile 'nowhere'",
        "api FETCH /x,                     Unknown method",
        "api GET http://evil.example/x,    is not a path",
        "completion tcsh,                  bash or zsh",
    })
    void wrongUsageEndsWith2AndSaysWhatIsWrong(String command, String expected) {
        Done done = shell.run(command.split(" "));
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains(expected).doesNotContain("\tat ");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void verboseOutputMasksCredentials() {
        server.on(
                "POST /auth/login",
                200,
                "{\"data\":{\"access_token\":\"a-secret\",\"refresh_token\":\"r-secret\",\"expires_in\":1}}");
        Done done = shell.run("auth", "login", "-u", "ada", "--password", "p-secret", "--url", server.url(), "-vvv");
        assertThat(done.status()).isZero();
        assertThat(done.err())
                .contains("POST /auth/login -> 200", "\"password\":\"***\"")
                .doesNotContain("-secret");
    }

    @Test
    void readOnlyAndProtectedProfilesAreGuarded() {
        server.on("POST /api/v1/rules/r/enable", 200, "{\"data\":{\"ref\":\"r\"}}");
        String profile = "profiles:\n  default: {api_url: \"%s\", auth_token: t, %s: true}\n";

        shell.config(profile.formatted(server.url(), "read_only"));
        assertThat(shell.run("rule", "enable", "r").err()).contains("read-only");
        shell.config(profile.formatted(server.url(), "protected"));
        assertThat(shell.run("rule", "enable", "r").status()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
        assertThat(shell.typing("default").run("rule", "enable", "r").status()).isZero();
    }

    @Test
    void rawRequestsAndServerStatus() {
        server.on("GET /api/v1/executions", 200, "{\"items\":[]}")
                .on(
                        "GET /health/detailed",
                        200,
                        "{\"status\":\"ok\",\"version\":\"0.1.0\",\"database\":\"connected\"}");
        assertThat(shell.run("api", "GET", "executions", "-F", "status=failed").out())
                .isEqualTo("{\n  \"items\": []\n}\n");
        assertThat(server.lines()).containsExactly("GET /api/v1/executions?status=failed");
        assertThat(shell.run("status").out()).contains("ok", "connected");
        assertThat(shell.run("version", "-j").out()).isEqualTo("{\"client\":\"development\",\"server\":\"0.1.0\"}\n");
        assertThat(shell.run("--version").out()).isEqualTo("attune development\n");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        var tree = Commands.tree(
                new RootCommand(new io.attune.cli.call.Call(null, new io.attune.cli.call.GlobalOptions())),
                new io.attune.cli.call.GlobalOptions(),
                "completion");
        assertHelp(tree);
    }

    private static void assertHelp(picocli.CommandLine command) {
        assertThat(command.getUsageMessage()).as(command.getCommandName()).contains("Example");
        command.getSubcommands().values().forEach(FailureTest::assertHelp);
    }

    @Test
    void completionScriptsNameTheCommands() {
        assertThat(shell.run("completion", "bash").out()).contains("execution", "--params-json", "complete -F");
    }

    @Test
    void rawRequestsTakeMethodBodyHeadersAndPages() throws IOException {
        server.on("POST /api/v1/rules", 201, "{\"data\":{}}", Map.of("X-Request-Id", "req-7"))
                .on("GET /api/v1/packs", 200, "{\"items\":[1],\"pagination\":{\"has_next\":true}}")
                .on("GET /api/v1/packs", 200, "{\"items\":[2],\"pagination\":{\"has_next\":false}}");

        Done posted = shell.input("{\"a\": 1}").run("api", "/rules", "--input", "-", "-H", "Prefer: quiet", "-i");
        assertThat(posted.err()).contains("HTTP 201", "X-request-id: req-7");
        assertThat(server.last("POST").body()).isEqualTo("{\"a\": 1}");
        assertThat(server.last("POST").header("Prefer")).isEqualTo("quiet");
        assertThat(shell.run("api", "/packs", "--paginate", "-j").out()).isEqualTo("[1,2]\n");
        assertThat(shell.run("api", "-X", "POST", "/rules", "-d", "{\"secret\":1}", "--dry-run", "-j")
                        .out())
                .isEqualTo("{\"method\":\"POST\",\"path\":\"/api/v1/rules\",\"body\":{\"secret\":\"***\"}}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "api POST /rules -X POST,                   given twice",
        "api /rules -H nothing,                     is not a header",
        "api /rules -H Authorization:x,             not given as a header",
        "api POST /rules --paginate,                reads lists",
        "api /rules -d {} --input x,                exclude each other",
        "execution watch --identity ada,            cannot be filtered",
        "help nothing,                              No command 'attune nothing'",
    })
    void wrongUsageOfLaterOptions(String command, String expected) {
        Done done = shell.run(command.split(" "));
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains(expected);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void helpIsAskedForInWordsToo() {
        assertThat(shell.run("help", "rule", "create").out())
                .isEqualTo(shell.run("rule", "create", "--help").out());
        assertThat(shell.run("help").out()).contains("identity", "audit", "key");
    }
}
