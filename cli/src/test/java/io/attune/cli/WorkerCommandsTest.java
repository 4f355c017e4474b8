package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandsTest {
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
    void workersAreShownDrainedAndInvited() {
        server.on("POST /api/v1/workers/4/cordon", 200, "{\"id\":4,\"load\":{\"total_active\":2}}")
                .on("GET /api/v1/workers/4", 200, "{\"id\":4,\"name\":\"local\",\"load\":{\"total_active\":0}}")
                .on(
                        "POST /api/v1/workers/enrolment-tokens",
                        201,
                        "{\"data\":{\"token\":\"attune_wt_x\",\"id\":1,\"expires_at\":\"2026-01-02T12:00:00Z\"}}");

        assertThat(shell.run("worker", "show", "4").out()).contains("local", "Load:");
        assertThat(shell.run("worker", "drain", "4", "--wait", "-q").out()).isEqualTo("4\n");
        assertThat(server.lines().getLast()).isEqualTo("GET /api/v1/workers/4");
        assertThat(shell.run(
                                "worker",
                                "token",
                                "create",
                                "--label",
                                "gpu",
                                "--labels",
                                "pool=gpu",
                                "--expires-at",
                                "2h",
                                "-q")
                        .out())
                .isEqualTo("attune_wt_x\n");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"label\":\"gpu\",\"expires_at\":\"2026-01-01T14:00:00Z\",\"labels\":{\"pool\":\"gpu\"}}");
    }

    @Test
    void tokensOfWorkersAreListedAndRevoked() {
        var token = "{\"id\":7,\"label\":\"gpu\",\"worker\":\"build-7\",\"active\":%s,\"revocation_reason\":%s}";
        server.on("GET /api/v1/workers/enrolment-tokens", 200, "{\"data\":[" + token.formatted("true", "null") + "]}")
                .on(
                        "POST /api/v1/workers/enrolment-tokens/7/revoke",
                        200,
                        "{\"data\":" + token.formatted("false", "\"sold\"") + "}");

        assertThat(shell.run("worker", "token", "list").out()).contains("gpu", "build-7");
        assertThat(shell.run("worker", "token", "revoke", "7", "--reason", "sold")
                        .out())
                .contains("build-7", "sold");
        assertThat(server.last("POST").body()).isEqualTo("{\"reason\":\"sold\"}");
    }

    @Test
    void aDrainThatTakesTooLongSaysWhatStillRuns() {
        server.on("POST /api/v1/workers/4/cordon", 200, "{\"id\":4,\"load\":{\"total_active\":2}}");
        Done done = shell.run("worker", "drain", "4", "--wait", "--timeout", "0");
        assertThat(done.status()).isEqualTo(124);
        assertThat(done.err()).contains("2 executions still run");
    }
}
