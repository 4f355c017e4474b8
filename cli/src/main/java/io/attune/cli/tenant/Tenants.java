package io.attune.cli.tenant;

import io.attune.cli.client.Query;
import io.attune.cli.render.Column;
import java.util.List;

/** How tenants are found and shown. */
final class Tenants {
    static final List<Column> COLUMNS = List.of(
            Column.of("ID", "id"),
            Column.of("Ref", "ref"),
            Column.of("Label", "label"),
            Column.of("Frozen", "frozen"),
            Column.time("Created", "created"));

    private Tenants() {}

    static String path(String ref) {
        return "/tenants/" + Query.segment(ref);
    }
}
