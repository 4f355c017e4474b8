package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandsTest {
    private static final String POLICY = """
            {"id":7,"ref":"ops.one","name":"One","action_ref":"ops.deploy","threshold":1,"method":"enqueue","parameters":["host"],\
            "rate_limit":{"max_executions":5,"window_seconds":60},"per_identity":true,"queue_limit":10,"queue_timeout_seconds":20}""";

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
    void aListSaysWhatIsLimitedAndHow() {
        server.on(
                "GET /api/v1/policies",
                200,
                "{\"items\":[" + POLICY
                        + "],\"pagination\":{\"page\":1,\"page_size\":100,\"has_previous\":false,\"has_next\":false}}");

        Done done = shell.run("policy", "list", "--action", "ops.deploy");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("ops.one", "action ops.deploy", "5 in 60 s", "enqueue", "host, identity");
        assertThat(server.lines()).containsExactly("GET /api/v1/policies?action_ref=ops.deploy&page=1&page_size=100");
    }

    @Test
    void aPolicyIsMadeOfItsOptions() {
        server.on("POST /api/v1/policies", 201, "{\"data\":" + POLICY + "}");

        assertThat(shell.run(
                        "policy",
                        "create",
                        "--ref",
                        "ops.one_deploy",
                        "--action",
                        "ops.deploy",
                        "--threshold",
                        "1",
                        "--rate",
                        "5/1m",
                        "--parameter",
                        "host",
                        "--per-identity",
                        "--queue-limit",
                        "10",
                        "--queue-timeout",
                        "20",
                        "-q"))
                .isEqualTo(new Done(0, "ops.one\n", ""));
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"ref\":\"ops.one_deploy\",\"name\":\"One Deploy\",\"action_ref\":\"ops.deploy\",\"threshold\":1,"
                                + "\"rate_limit\":{\"max_executions\":5,\"window_seconds\":60},\"parameters\":[\"host\"],"
                                + "\"per_identity\":true,\"queue_limit\":10,\"queue_timeout_seconds\":20}");
    }

    @Test
    void aLimitIsTakenAwayWithNull() {
        server.on("PUT /api/v1/policies/ops.one", 200, "{\"data\":" + POLICY + "}");

        assertThat(shell.run("policy", "update", "ops.one", "--no-threshold", "--rate", "100/1h", "-q")
                        .status())
                .isZero();
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"rate_limit\":{\"max_executions\":100,\"window_seconds\":3600},\"threshold\":null}");
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeItIsSent() {
        assertThat(shell.run("policy", "create", "--ref", "a.b", "--rate", "often")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("policy", "create", "--ref", "a.b", "--action", "a.c", "--pack", "a")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("policy", "update", "a.b").status()).isEqualTo(2);
        assertThat(shell.run("policy", "update", "a.b", "--threshold", "1", "--no-threshold")
                        .status())
                .isEqualTo(2);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void aPolicyIsDeletedAfterAQuestion() {
        server.on("DELETE /api/v1/policies/ops.one", 200, "{\"success\":true,\"message\":\"gone\"}");

        assertThat(shell.run("policy", "delete", "ops.one", "--yes").status()).isZero();
        assertThat(server.lines()).containsExactly("DELETE /api/v1/policies/ops.one");
    }
}
