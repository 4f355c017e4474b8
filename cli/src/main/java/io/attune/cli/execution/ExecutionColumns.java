package io.attune.cli.execution;

import io.attune.cli.render.Column;
import java.util.List;

/** How executions are shown. */
public final class ExecutionColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id"),
            Column.of("Action", "action_ref"),
            Column.of("Rule", "rule_ref"),
            Column.of("Trigger", "trigger_ref"),
            Column.status("Status", "status"),
            Column.time("Created", "created"),
            Column.time("Started", "started_at").wide(),
            Column.time("Updated", "updated").wide(),
            Column.of("Parent", "parent").wide(),
            Column.of("Enforcement", "enforcement").wide());

    /** A run that has only been asked for. */
    public static final List<Column> STARTED = List.of(
            Column.of("ID", "id"),
            Column.of("Action", "action_ref"),
            Column.status("Status", "status"),
            Column.time("Created", "created"));

    static final List<Column> DETAIL = List.of(
            Column.of("ID", "id"),
            Column.of("Action", "action_ref"),
            Column.status("Status", "status"),
            Column.of("Waiting for", "waiting_for"),
            Column.of("Enforcement", "enforcement"),
            Column.of("Parent", "parent"),
            Column.of("Worker", "worker"),
            Column.time("Created", "created"),
            Column.time("Started", "started_at"),
            Column.time("Updated", "updated"));

    private ExecutionColumns() {}
}
