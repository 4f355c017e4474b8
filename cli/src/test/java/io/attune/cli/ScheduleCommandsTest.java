package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleCommandsTest {
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
    void schedulesShowWhenRulesFire() {
        server.on(
                "GET /api/v1/schedules",
                200,
                "{\"items\":[{\"rule_ref\":\"ops.r\",\"timer_state\":{\"status\":\"scheduled\",\"next_fire_at\":\"2030-01-01T00:00:00Z\"}}],\"pagination\":{\"page\":1,\"page_size\":100,\"has_previous\":false,\"has_next\":false}}");

        Done done = shell.run("schedule", "list", "--status", "scheduled");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("ops.r", "scheduled");
        assertThat(server.lines()).containsExactly("GET /api/v1/schedules?page=1&page_size=100&status=scheduled");
    }
}
