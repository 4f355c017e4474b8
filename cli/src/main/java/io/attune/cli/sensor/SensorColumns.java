package io.attune.cli.sensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.render.Column;
import java.util.List;

/** How sensors and their processes are shown. */
final class SensorColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Trigger", "trigger_ref"),
            Column.status("Enabled", "enabled"),
            Column.of("Description", "description"));

    static final List<Column> PROCESSES = List.of(
            Column.of("Node", "worker_name"),
            Column.status("Status", "status"),
            Column.of("PID", "pid"),
            Column.of("Rules", "active_rule_count"),
            Column.of("Restarts", "restarts"),
            Column.of("Failures", "consecutive_failures"),
            Column.of("Exit code", "last_exit_code"),
            Column.of("Signal", "last_signal"),
            Column.time("Started", "last_started_at"),
            Column.time("Next start", "next_restart_at"),
            Column.of("Reason", "reason"));

    private static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            Column.of("Entry point", "entrypoint"),
            Column.of("Runtime", "runtime_ref"),
            Column.of("Triggers", "trigger_types"),
            Column.of("Rule updates", "rule_updates"),
            Column.status("Enabled", "enabled"),
            Column.time("Created", "created"),
            Column.time("Updated", "updated"));

    private SensorColumns() {}

    static void show(Call call, JsonNode sensor) {
        call.output().object(sensor, DETAIL, "ref");
        call.output().section("Configuration", sensor.path("config"));
    }
}
