package io.attune.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.render.Column;
import java.util.List;

/** How runtimes are shown. */
final class Runtimes {
    private static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Name", "name"),
            Column.of("Pack", "pack_ref"),
            Column.of("Description", "description"),
            Column.time("Created", "created"),
            Column.time("Updated", "updated"));

    private Runtimes() {}

    static void show(Call call, JsonNode runtime) {
        call.output().object(runtime, DETAIL, "ref");
        call.output().section("How it runs actions", runtime.path("execution_config"));
        call.output().section("How it is found", runtime.path("distributions"));
        call.output().section("How it is installed", runtime.path("installation"));
    }
}
