package io.attune.cli.pack;

import io.attune.cli.render.Column;
import java.util.List;

/** How packs are shown. */
final class PackColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Version", "version"),
            Column.of("Label", "label").wide(),
            Column.of("System", "system").wide(),
            Column.of("Description", "description"),
            Column.time("Updated", "updated").wide());

    static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Label", "label"),
            Column.of("Version", "version"),
            Column.of("Description", "description"),
            Column.of("Tags", "tags"),
            Column.of("Runtimes", "runtime_deps"),
            Column.of("Dependencies", "dependencies"),
            Column.of("System", "system"),
            Column.time("Created", "created"),
            Column.time("Updated", "updated"));

    private PackColumns() {}
}
