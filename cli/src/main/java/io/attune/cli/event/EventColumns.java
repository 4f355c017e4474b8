package io.attune.cli.event;

import io.attune.cli.render.Column;
import java.util.List;

/** How events and enforcements are shown. */
final class EventColumns {
    static final List<Column> EVENTS = List.of(
            Column.of("ID", "id"),
            Column.of("Trigger", "trigger_ref"),
            Column.of("Source", "source_ref"),
            Column.of("Rule", "rule_ref").wide(),
            Column.time("Created", "created"));

    static final List<Column> ENFORCEMENTS = List.of(
            Column.of("ID", "id"),
            Column.of("Rule", "rule_ref"),
            Column.of("Trigger", "trigger_ref"),
            Column.of("Event", "event"),
            Column.status("Status", "status"),
            Column.time("Created", "created"));

    private EventColumns() {}
}
