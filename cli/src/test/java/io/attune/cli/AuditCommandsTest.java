package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {
    private static final String DENIED = """
            {"id":2,"created":"2026-01-01T11:59:00Z","category":"rbac","event_type":"rbac.denied","outcome":"denied",
             "actor_login":"ada","resource_type":"rule","resource_ref":"ops.r","http_method":"PUT",
             "http_path":"/api/v1/rules/ops.r","http_status":403,"request_id":"r-1"}""";
    private static final String READING = """
            {"id":3,"created":"2026-01-01T11:59:10Z","category":"audit_log","event_type":"audit_log.read","outcome":"success"}""";
    private static final String OLDER =
            "{\"id\":1,\"created\":\"2026-01-01T11:58:50Z\",\"event_type\":\"auth.login\",\"outcome\":\"success\",\"actor_identity\":7}";

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

    private static String page(boolean more, String... records) {
        return "{\"items\":[" + String.join(",", records) + "],\"pagination\":{\"has_next\":" + more + "}}";
    }

    @Test
    void recordsAreListedWithTheirActorResourceAndRequest() {
        server.on("GET /api/v1/audit-events", 200, page(false, DENIED, OLDER));
        assertThat(shell.run("audit", "list").out())
                .startsWith("ID  Created  Category  Event Type   Outcome  Actor  Resource    HTTP\n")
                .contains("1m ago", "rule ops.r", "PUT /api/v1/rules/ops.r 403", "auth.login");
        assertThat(server.lines()).containsExactly("GET /api/v1/audit-events?page=1&per_page=50");
    }

    @Test
    void everyFilterIsTheServers() {
        server.on("GET /api/v1/audit-events", 200, page(false));
        Done done = shell.run(
                ("audit list --category rbac --event-type t --outcome denied --actor-login a --actor-identity 7"
                                + " --resource-type rule --resource-id 4 --resource-ref r --http-method PUT --http-status 403"
                                + " --http-path /p --request-id u --after 24h --before 2026-01-01T00:00:00+01:00")
                        .split(" "));
        assertThat(done.status()).isZero();
        assertThat(server.lines())
                .containsExactly("GET /api/v1/audit-events?actor_identity=7&actor_login=a&category=rbac"
                        + "&created_after=2025-12-31T12%3A00%3A00Z&created_before=2025-12-31T23%3A00%3A00Z&event_type=t"
                        + "&http_method=PUT&http_path=%2Fp&http_status=403&outcome=denied&page=1&per_page=50&request_id=u"
                        + "&resource_id=4&resource_ref=r&resource_type=rule");
        assertThat(shell.run("audit", "list", "--after", "yesterday").status()).isEqualTo(2);
    }

    @Test
    void oneRecordAndOneRequest() {
        server.on(
                        "GET /api/v1/audit-events/2",
                        200,
                        "{\"data\":" + DENIED.replace("\"id\":2", "\"id\":2,\"details\":{\"a\":1}") + "}")
                .on("GET /api/v1/audit-events/by-request/r-1", 200, "{\"data\":[" + OLDER + "," + DENIED + "]}");
        assertThat(shell.run("audit", "show", "2").out()).contains("rbac.denied", "Details:", "\"a\": 1");
        assertThat(shell.run("audit", "chain", "r-1", "-q").out()).isEqualTo("1\n2\n");
    }

    @Test
    void exportWritesALinePerRecordOnceThoughTheListMovesOn() {
        server.on("GET /api/v1/audit-events", 200, page(true, READING, DENIED))
                .on("GET /api/v1/audit-events", 200, page(false, DENIED, OLDER));

        Done done = shell.run("audit", "export", "--since", "30d");

        assertThat(done.out().lines().map(line -> line.replaceAll("^\\{\"id\":(\\d+),.*", "$1")))
                .containsExactly("3", "2", "1");
        assertThat(server.lines().getFirst()).endsWith("&page=1&per_page=500");
        server.on("GET /api/v1/audit-events", 200, page(false, OLDER));
        assertThat(shell.run("audit", "export", "--output", "csv", "--columns", "id,outcome")
                        .out())
                .startsWith("id,outcome\n");
    }

    @Test
    void watchShowsEachRecordOnceAndNotItsOwnReadings() {
        server.on("GET /api/v1/audit-events", 200, page(false, OLDER))
                .on("GET /api/v1/audit-events", 200, page(false, READING, DENIED, OLDER));

        Done done = shell.run("audit", "watch", "--interval", "10ms", "--timeout", "2s");

        assertThat(done.status()).isZero();
        assertThat(done.out())
                .hasLineCount(2)
                .contains("auth.login", "rbac.denied")
                .doesNotContain("audit_log.read");
        assertThat(server.lines())
                .contains("GET /api/v1/audit-events?created_after=2026-01-01T11%3A58%3A20Z&page=1&per_page=500");
    }

    @Test
    void verifyEndsWithOneWhenTheChainIsBroken() {
        server.on("GET /api/v1/audit-events/verify", 200, """
                        {"data":{"valid":true,"checked":10,"unsealed":1,"head":{"seq":10,"hash":"ab"}}}""").on("GET /api/v1/audit-events/verify", 200, """
                        {"data":{"valid":false,"checked":6,"unsealed":0,"first_broken":{"id":77,"seq":6,"reason":"hash differs"}}}""");

        Done whole = shell.run("audit", "verify");
        assertThat(whole.status()).isZero();
        assertThat(whole.out()).contains("Valid:", "true", "Checked:", "10");
        Done broken = shell.run("audit", "verify", "--tenant", "ops");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.out()).contains("false");
        assertThat(broken.err()).contains("broken at place 6 of the chain: hash differs", "attune audit show 77");
        assertThat(server.lines())
                .containsExactly("GET /api/v1/audit-events/verify", "GET /api/v1/audit-events/verify?tenant_ref=ops");
    }

    @Test
    void verifyNamesWhatIsMissingWithoutARecordToShow() {
        server.on(
                "GET /api/v1/audit-events/verify",
                200,
                "{\"data\":{\"valid\":false,\"checked\":0,\"unsealed\":0,\"first_broken\":{\"id\":null,\"seq\":4,\"reason\":\"missing\"},\"head\":null}}");
        Done broken = shell.run("audit", "verify", "--without-tenant");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.err()).contains("at place 4 of the chain: missing").doesNotContain("audit show");
        assertThat(server.lines()).containsExactly("GET /api/v1/audit-events/verify?without_tenant=true");
    }
}
