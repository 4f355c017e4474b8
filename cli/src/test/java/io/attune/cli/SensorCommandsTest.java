package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorCommandsTest {
    private static final String SENSOR =
            "{\"data\":{\"id\":4,\"ref\":\"ops.watch\",\"pack_ref\":\"ops\",\"label\":\"Watch\",\"enabled\":true,"
                    + "\"entrypoint\":\"watch.py\",\"trigger_types\":[\"ops.changed\"],\"config\":{\"depth\":3}}}";

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
    void theListNamesTheTriggerAndMayBeOfOnePack() {
        var page = "{\"items\":[{\"id\":4,\"ref\":\"ops.watch\",\"trigger_ref\":\"ops.changed\",\"enabled\":true}],"
                + "\"pagination\":{\"has_next\":false}}";
        server.on("GET /api/v1/sensors", 200, page).on("GET /api/v1/packs/ops/sensors", 200, page);

        assertThat(shell.run("sensor", "list").out()).contains("ops.watch", "ops.changed");
        assertThat(shell.run("sensor", "list", "--pack", "ops", "-q")).isEqualTo(new Done(0, "ops.watch\n", ""));
        assertThat(server.lines())
                .containsExactly(
                        "GET /api/v1/sensors?page=1&page_size=100",
                        "GET /api/v1/packs/ops/sensors?page=1&page_size=100");
    }

    @Test
    void oneSensorIsShownWithItsConfiguration() {
        server.on("GET /api/v1/sensors/ops.watch", 200, SENSOR);

        assertThat(shell.run("sensor", "show", "ops.watch").out())
                .contains("Entry point:", "watch.py", "ops.changed", "depth", "3");
    }

    @Test
    void sensorsAreSwitchedAndDeleted() {
        server.on("POST /api/v1/sensors/ops.watch/disable", 200, SENSOR)
                .on("POST /api/v1/sensors/ops.watch/enable", 200, SENSOR)
                .on("DELETE /api/v1/sensors/ops.watch", 200, "{\"success\":true,\"message\":\"deleted\"}");

        assertThat(shell.run("sensor", "disable", "ops.watch").status()).isZero();
        assertThat(shell.run("sensor", "enable", "ops.watch").status()).isZero();
        assertThat(shell.run("sensor", "delete", "ops.watch", "--yes").status()).isZero();
        assertThat(server.lines())
                .containsExactly(
                        "POST /api/v1/sensors/ops.watch/disable",
                        "POST /api/v1/sensors/ops.watch/enable",
                        "DELETE /api/v1/sensors/ops.watch");
    }

    @Test
    void theLogIsPrintedAsItIs() {
        server.on("GET /api/v1/sensors/ops.watch/logs/stdout", 200, "one\n two\n")
                .on("GET /api/v1/sensors/ops.watch/logs/stderr", 200, "three\n");

        assertThat(shell.run("sensor", "logs", "ops.watch")).isEqualTo(new Done(0, "one\n two\n", ""));
        assertThat(shell.run("sensor", "logs", "ops.watch", "--stderr", "--tail", "1"))
                .isEqualTo(new Done(0, "three\n", ""));
        assertThat(server.lines().getLast()).isEqualTo("GET /api/v1/sensors/ops.watch/logs/stderr?tail=1");
        assertThat(server.last("GET").header("Accept")).contains("text/plain");
    }

    @Test
    void aSensorThatNeverWroteHasNoLog() {
        server.on(
                "GET /api/v1/sensors/ops.watch/logs/stdout",
                404,
                "{\"error\":\"Log 'sensor.ops.watch.stdout' not found\",\"code\":\"NOT_FOUND\"}");

        Done done = shell.run("sensor", "logs", "ops.watch");

        assertThat(done.status()).isEqualTo(5);
        assertThat(done.err()).contains("not found");
    }

    @Test
    void processesShowWhereTheSensorRunsAndWhyItDoesNot() {
        server.on("GET /api/v1/sensors/ops.watch/processes", 200, """
                {"data":[{"worker_name":"sensors-a","status":"backoff","pid":null,"active_rule_count":2,"restarts":4,
                  "consecutive_failures":3,"last_exit_code":7,"next_restart_at":"2030-01-01T00:00:00Z"}]}""")
                .on("GET /api/v1/sensors/ops.idle/processes", 200, "{\"data\":[]}");

        assertThat(shell.run("sensor", "ps", "ops.watch").out()).contains("sensors-a", "backoff", "4", "3", "7");
        assertThat(shell.run("sensor", "processes", "ops.watch", "-q").out()).isEqualTo("sensors-a\n");
        var idle = shell.run("sensor", "processes", "ops.idle");
        assertThat(idle.status()).isZero();
        assertThat(idle.out() + idle.err()).contains("It never ran");
    }
}
