package io.attune.cli;

import static io.attune.cli.StubServer.inside;
import static io.attune.cli.StubServer.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogCommandsTest {
    private static final String PACK = "{\"data\":{\"id\":1,\"ref\":\"ops\",\"label\":\"Ops\",\"version\":\"1.0.0\"}}";
    private static final String RULE =
            "{\"data\":{\"id\":5,\"ref\":\"ops.r\",\"trigger_ref\":\"ops.t\",\"action_ref\":\"core.echo\",\"enabled\":true,"
                    + "\"conditions\":{\"expression\":\"event.payload.a == 1\"},\"criteria\":\"event.payload.a == 1\"}}";
    private static final String TRIGGER =
            "{\"data\":{\"id\":7,\"ref\":\"ops.t\",\"enabled\":true,\"webhook_enabled\":true,\"webhook_key\":\"wh_1\"}}";
    private static final String DELETED = "{\"success\":true,\"message\":\"deleted\"}";

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

    /** Each list asks the route it documents and shows refs. */
    @ParameterizedTest
    @CsvSource({
        "pack list,                      /packs,                page_size",
        "packs list,                     /packs,                page_size",
        "action list,                    /actions,              page_size",
        "action list --pack ops,         /packs/ops/actions,    page_size",
        "rule list,                      /rules,                page_size",
        "rule list --pack ops,           /packs/ops/rules,      page_size",
        "trigger list,                   /triggers,             page_size",
        "trigger list --pack ops,        /packs/ops/triggers,   page_size",
        "runtime list,                   /runtimes,             page_size",
    })
    void listsAskTheirRoute(String command, String path, String size) {
        server.on("GET /api/v1" + path, 200, page("{\"id\":3,\"ref\":\"ops.x\"}"));

        Done done = shell.run((command + " -q").split(" "));

        assertThat(done).isEqualTo(new Done(0, "ops.x\n", ""));
        assertThat(server.lines()).containsExactly("GET /api/v1" + path + "?page=1&" + size + "=100");
        assertThat(shell.run((command + " -j").split(" ")).out()).isEqualTo("[{\"id\":3,\"ref\":\"ops.x\"}]\n");
        assertThat(shell.run((command + " -y").split(" ")).out()).isEqualTo("- id: 3\n  ref: ops.x\n");
        assertThat(shell.run(command.split(" ")).out()).contains("Ref", "ops.x");
    }

    @Test
    void listsReadEveryPageAndFilterBeforeTheyCut() {
        server.on("GET /api/v1/rules", 200, """
                        {"items":[{"ref":"a.1","enabled":true},{"ref":"a.2","enabled":false}],"pagination":{"has_next":true}}""").on("GET /api/v1/rules", 200, """
                        {"items":[{"ref":"a.3","enabled":false},{"ref":"a.4","enabled":false}],"pagination":{"has_next":false}}""");

        Done done = shell.run("rule", "list", "--enabled", "false", "--limit", "2");

        assertThat(done.out()).contains("a.2", "a.3").doesNotContain("a.1", "a.4");
        assertThat(done.err()).contains("More than these 2 match");
        assertThat(server.lines())
                .containsExactly("GET /api/v1/rules?page=1&page_size=2", "GET /api/v1/rules?page=2&page_size=2");
    }

    @Test
    void showAsksByRefAndFindsNumericIdsThroughTheList() {
        server.on("GET /api/v1/packs", 200, page(inside(PACK))).on("GET /api/v1/packs/ops", 200, PACK);

        assertThat(shell.run("pack", "show", "ops").out()).contains("Ref:", "ops", "Version:", "1.0.0");
        assertThat(shell.run("pack", "get", "1", "-j").out()).isEqualTo(inside(PACK) + "\n");
        assertThat(shell.run("pack", "show", "99").status()).isEqualTo(5);
    }

    @Test
    void packsAreCreatedUpdatedRegisteredAndRemoved() {
        server.on("POST /api/v1/packs", 201, PACK)
                .on("PUT /api/v1/packs/ops", 200, PACK)
                .on("POST /api/v1/packs/register", 201, PACK)
                .on("DELETE /api/v1/packs/ops", 200, DELETED);

        assertThat(shell.run("pack", "create", "--ref", "web_ops", "--tags", "a,b")
                        .status())
                .isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"web_ops\",\"label\":\"Web Ops\",\"version\":\"0.1.0\",\"tags\":[\"a\",\"b\"]}");
        assertThat(shell.run("pack", "update", "ops", "--version", "2.0.0", "--description", "")
                        .status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"description\":{\"op\":\"clear\"},\"version\":\"2.0.0\"}");
        assertThat(shell.run("pack", "register", "/srv/ops", "--force").status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"path\":\"/srv/ops\",\"force\":true,\"skip_tests\":false}");
        assertThat(shell.run("pack", "uninstall", "ops", "--yes").status()).isZero();
        assertThat(server.last("DELETE").line()).isEqualTo("DELETE /api/v1/packs/ops");
    }

    @Test
    void uploadSendsTheDirectoryAsAnArchiveWithoutWhatDoesNotBelong() throws IOException {
        server.on(
                "POST /api/v1/packs/upload", 201, "{\"data\":{\"pack\":" + inside(PACK) + ",\"tests_skipped\":true}}");
        Path pack = Files.createDirectories(home.resolve("my_pack/actions"));
        Files.writeString(pack.resolveSibling("pack.yaml"), "ref: ops\n");
        Files.writeString(pack.resolve("ü" + "x".repeat(120) + ".sh"), "echo hi\n");
        Files.writeString(Files.createDirectories(pack.resolveSibling(".git")).resolve("HEAD"), "ref\n");

        Done done = shell.run("pack", "upload", "my_pack", "--force");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("ops", "1.0.0");
        var request = server.last("POST");
        assertThat(request.contentType()).startsWith("multipart/form-data; boundary=");
        assertThat(request.latin1()).contains("name=\"pack\"; filename=\"pack.tar.gz\"", "name=\"force\"\r\n\r\ntrue");
        int start = request.latin1().indexOf("\r\n\r\n") + 4;
        byte[] rest = request.latin1().substring(start).getBytes(StandardCharsets.ISO_8859_1);
        String tar;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(rest))) {
            tar = new String(in.readNBytes(6 * 512), StandardCharsets.UTF_8);
        }
        assertThat(tar).contains("path=actions/ü" + "x".repeat(120) + ".sh\n", "echo hi\n", "pack.yaml", "ref: ops\n");
        assertThat(tar).doesNotContain(".git");
    }

    @Test
    void uploadRefusesADirectoryWithoutPackFileAndLinks() throws IOException {
        Path empty = Files.createDirectories(home.resolve("empty"));
        assertThat(shell.run("pack", "upload", "empty").err()).contains("No pack.yaml in empty");
        Files.writeString(empty.resolve("pack.yaml"), "ref: x\n");
        Files.createSymbolicLink(empty.resolve("passwd"), Path.of("pack.yaml"));
        Done done = shell.run("pack", "upload", "empty");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("symbolic links");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void actionShowPrintsTheParameters() {
        server.on("GET /api/v1/actions/core.echo", 200, """
                {"data":{"ref":"core.echo","param_schema":{
                  "message":{"type":"string","required":true,"description":"text"},
                  "token":{"type":"string","secret":true,"default":"hidden"}}}}""");

        String out = shell.run("action", "show", "core.echo").out();

        assertThat(out).contains("Parameters:", "message", "text").doesNotContain("hidden");
    }

    @Test
    void actionsAreSearchedChangedAndDeleted() {
        server.on("GET /api/v1/actions/search", 200, page("{\"ref\":\"core.echo\"}"))
                .on("PUT /api/v1/actions/ops.a", 200, "{\"data\":{\"ref\":\"ops.a\"}}")
                .on("DELETE /api/v1/actions/ops.a", 200, DELETED);

        assertThat(shell.run("action", "search", "http", "get", "-p", "core", "-q")
                        .out())
                .isEqualTo("core.echo\n");
        assertThat(server.lines())
                .containsExactly("GET /api/v1/actions/search?packs=core&page=1&page_size=50&q=http%20get");
        assertThat(shell.run("action", "update", "ops.a", "--runtime", "core.shell")
                        .status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"runtime_ref\":\"core.shell\"}");
        assertThat(shell.run("action", "rm", "ops.a", "--yes").status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "rule enable ops.r,                 POST,   /rules/ops.r/enable",
        "rule disable ops.r,                POST,   /rules/ops.r/disable",
        "rule delete ops.r --yes,           DELETE, /rules/ops.r",
        "trigger enable ops.t,              POST,   /triggers/ops.t/enable",
        "trigger disable ops.t,             POST,   /triggers/ops.t/disable",
        "trigger delete ops.t --yes,        DELETE, /triggers/ops.t",
        "trigger webhook enable ops.t,      POST,   /triggers/ops.t/webhooks/enable",
        "trigger webhook disable ops.t,     POST,   /triggers/ops.t/webhooks/disable",
        "trigger webhook regenerate ops.t,  POST,   /triggers/ops.t/webhooks/regenerate",
        "trigger webhook redeliver ops.t 8, POST,   /triggers/ops.t/webhooks/deliveries/8/redeliver",
        "event emit ops.t,                  POST,   /triggers/ops.t/emit",
        "worker uncordon 4,                 POST,   /workers/4/uncordon",
        "worker cordon 4 --reason full,     POST,   /workers/4/cordon",
    })
    void changesGoToTheirRoute(String command, String method, String path) {
        server.on(method + " /api/v1" + path, 200, command.startsWith("rule") ? RULE : TRIGGER);
        assertThat(shell.run(command.split(" ")).status()).isZero();
        assertThat(server.lines()).containsExactly(method + " /api/v1" + path);
    }

    @Test
    void updateSwitchesByTrueAndFalse() {
        server.on("PUT /api/v1/rules/ops.r", 200, RULE).on("PUT /api/v1/triggers/ops.t", 200, TRIGGER);
        assertThat(shell.run("rule", "update", "ops.r", "--enabled", "false").status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"enabled\":false}");
        assertThat(shell.run("trigger", "update", "ops.t", "--enabled", "true").status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"enabled\":true}");
    }

    @Test
    void theWebhookAddressIsShownWholeWhereAskedFor() {
        server.on("GET /api/v1/triggers/ops.t", 200, TRIGGER);
        assertThat(shell.run("trigger", "webhook", "url", "ops.t", "-q").out())
                .isEqualTo(server.url() + "/api/v1/webhooks/wh_1\n");
        assertThat(shell.run("trigger", "show", "ops.t").out())
                .contains("Webhook:")
                .doesNotContain("wh_1");
    }

    @Test
    void theChecksOfAWebhookAreShownWithItsAddress() {
        server.on(
                "GET /api/v1/triggers/ops.t",
                200,
                TRIGGER.replace("wh_1\"", "wh_1\",\"webhook_config\":{\"hmac\":{\"provider\":\"github\"}}"));
        assertThat(shell.run("trigger", "webhook", "show", "ops.t").out()).contains("/api/v1/webhooks/wh_1", "github");
    }

    @Test
    void refusedDeliveriesAreListedWithTheirReasons() {
        server.on(
                "GET /api/v1/triggers/ops.t/webhooks/deliveries",
                200,
                "{\"items\":[{\"id\":8,\"outcome\":\"signature_refused\",\"status_code\":401,"
                        + "\"error_message\":\"The signature does not fit the body\"}],"
                        + "\"pagination\":{\"page\":1,\"page_size\":50,\"has_previous\":false,\"has_next\":false}}");
        assertThat(shell.run("trigger", "webhook", "deliveries", "ops.t", "--refused")
                        .out())
                .contains("signature_refused", "401", "The signature does not fit the body");
        assertThat(server.lines().getLast()).contains("refused=true");
    }

    @Test
    void anEventIsEmittedWithItsPayloadForOneRule() {
        server.on("POST /api/v1/triggers/ops.t/emit", 201, "{\"data\":{\"id\":5,\"trigger_ref\":\"ops.t\"}}");
        assertThat(shell.run("event", "emit", "ops.t", "--payload", "{\"a\":1}", "--rule", "ops.r", "-q")
                        .out())
                .isEqualTo("5\n");
        assertThat(server.last("POST").body()).isEqualTo("{\"payload\":{\"a\":1},\"rule_ref\":\"ops.r\"}");
    }

    @Test
    void destructiveCommandsAskAndAnOutputFormatIsNoConsent() {
        server.on("DELETE /api/v1/rules/ops.r", 200, DELETED);
        assertThat(shell.run("rule", "delete", "ops.r", "-j").status()).isEqualTo(2);
        assertThat(shell.typing("no").run("rule", "delete", "ops.r").status()).isEqualTo(1);
        assertThat(server.requests()).isEmpty();
        assertThat(shell.typing("yes").run("rule", "delete", "ops.r").status()).isZero();
        assertThat(shell.typing("yes")
                        .run("rule", "delete", "ops.r", "--no-input")
                        .status())
                .isEqualTo(2);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aDryRunShowsWhatWouldBeSent() {
        Done done = shell.run("rule", "enable", "ops.r", "--dry-run=client", "-j");
        assertThat(done.status()).isZero();
        assertThat(done.out()).isEqualTo("{\"method\":\"POST\",\"path\":\"/rules/ops.r/enable\",\"body\":null}\n");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void actionsAreMadeFromOptionsOrAFile() throws IOException {
        server.on("POST /api/v1/actions", 201, "{\"data\":{\"ref\":\"ops.say_hi\"}}");
        Files.writeString(home.resolve("action.yaml"), "ref: ops.from_file\nlabel: Mine\ntimeout_seconds: 5\n");
        Files.writeString(home.resolve("run.sh"), "echo hi\n");

        assertThat(shell.run(
                                "action",
                                "create",
                                "--ref",
                                "ops.say_hi",
                                "--runtime",
                                "core.shell",
                                "--entrypoint",
                                "@run.sh")
                        .status())
                .isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"ops.say_hi\",\"runtime_ref\":\"core.shell\",\"entrypoint\":\"echo hi\\n\","
                        + "\"pack_ref\":\"ops\",\"label\":\"Say Hi\"}");
        assertThat(shell.run("action", "create", "-f", "action.yaml", "--description", "d")
                        .status())
                .isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"ops.from_file\",\"label\":\"Mine\",\"timeout_seconds\":5,\"description\":\"d\","
                        + "\"pack_ref\":\"ops\"}");
        assertThat(shell.run("action", "create", "--ref", "nodot").status()).isEqualTo(2);
    }

    @Test
    void actionsAndRulesAreCloned() {
        server.on(
                        "GET /api/v1/actions/ops.a",
                        200,
                        "{\"data\":{\"id\":1,\"ref\":\"ops.a\",\"pack\":2,\"pack_ref\":\"ops\",\"label\":\"A\",\"runtime\":3,"
                                + "\"runtime_ref\":\"core.shell\",\"entrypoint\":\"x\",\"is_adhoc\":true,\"created\":\"c\"}}")
                .on("POST /api/v1/actions", 201, "{\"data\":{\"ref\":\"dev.b\"}}")
                .on("GET /api/v1/rules/ops.r", 200, RULE)
                .on("POST /api/v1/rules", 201, RULE);

        assertThat(shell.run("action", "clone", "ops.a", "dev.b").status()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"ref\":\"dev.b\",\"pack_ref\":\"dev\",\"label\":\"A\",\"runtime_ref\":\"core.shell\",\"entrypoint\":\"x\"}");
        assertThat(shell.run("rule", "clone", "ops.r", "dev.s").status()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"ref\":\"dev.s\",\"pack_ref\":\"dev\",\"trigger_ref\":\"ops.t\",\"action_ref\":\"core.echo\","
                                + "\"criteria\":\"event.payload.a == 1\",\"enabled\":false}");
    }

    @Test
    void triggersAreMadeAndTheirSchemasChanged() {
        server.on("POST /api/v1/triggers", 201, TRIGGER).on("PUT /api/v1/triggers/ops.t", 200, TRIGGER);
        shell.run(
                "trigger",
                "create",
                "--ref",
                "ops.new_one",
                "--out-schema",
                "{\"a\":{\"type\":\"string\"}}",
                "--disabled");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"ops.new_one\",\"pack_ref\":\"ops\",\"label\":\"New One\",\"enabled\":false,"
                        + "\"out_schema\":{\"a\":{\"type\":\"string\"}}}");
        shell.run("trigger", "update", "ops.t", "--param-schema", "null", "--webhook-config", "{\"hmac\":{}}");
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"param_schema\":{\"op\":\"clear\"},\"webhook_config\":{\"hmac\":{}}}");
    }

    @Test
    void parametersAreShownInsteadOfStarting() {
        server.on(
                "GET /api/v1/actions/core.echo",
                200,
                "{\"data\":{\"ref\":\"core.echo\",\"param_schema\":{\"message\":{\"type\":\"string\",\"required\":true}}}}");
        String shown = shell.run("action", "params", "core.echo").out();
        assertThat(shown).contains("message", "string", "true");
        assertThat(shell.run("run", "core.echo", "--help-params").out()).isEqualTo(shown);
        assertThat(server.requests()).noneMatch(request -> request.method().equals("POST"));
    }

    @Test
    void runtimesAreManaged() {
        String runtime = "{\"data\":{\"id\":3,\"ref\":\"ops.ruby\",\"name\":\"ruby\",\"execution_config\":{\"a\":1}}}";
        server.on("GET /api/v1/runtimes/ops.ruby", 200, runtime)
                .on("POST /api/v1/runtimes", 201, runtime)
                .on("PUT /api/v1/runtimes/ops.ruby", 200, runtime)
                .on("DELETE /api/v1/runtimes/ops.ruby", 200, DELETED);
        assertThat(shell.run("runtime", "show", "ops.ruby").out()).contains("ruby", "\"a\": 1");
        shell.run("runtime", "create", "-r", "ops.ruby", "-n", "ruby", "--execution-config", "{\"a\":1}");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"ops.ruby\",\"name\":\"ruby\",\"execution_config\":{\"a\":1}}");
        shell.run("runtime", "update", "ops.ruby", "--description", "", "--installation", "null");
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"description\":{\"op\":\"clear\"},\"installation\":{\"op\":\"clear\"}}");
        assertThat(shell.run("runtime", "delete", "ops.ruby").status()).isEqualTo(2);
        assertThat(shell.run("runtime", "delete", "ops.ruby", "--yes").status()).isZero();
    }

    @Test
    void aPackIsMadeByAnsweringQuestions() {
        server.on("POST /api/v1/packs", 201, PACK);
        assertThat(shell.typing("web_ops", "", "For the web")
                        .run("pack", "create", "-i")
                        .status())
                .isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"web_ops\",\"label\":\"Web Ops\",\"version\":\"0.1.0\","
                        + "\"description\":\"For the web\",\"tags\":[]}");
        assertThat(new Shell(home).run("pack", "create").err()).contains("--ref REF");
    }
}
