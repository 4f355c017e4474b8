package io.attune.cli.action;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.parameter.ParameterSchema;
import io.attune.cli.render.Column;
import java.util.List;

/** How actions are shown. */
final class ActionColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Label", "label"),
            Column.of("Runtime", "runtime_ref"),
            Column.of("Description", "description"),
            Column.of("Timeout", "timeout_seconds").wide());

    static final List<Column> HITS = List.of(
            Column.of("Ref", "ref"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Runtime", "runtime_ref"),
            Column.of("MCP", "accesses_mcp"),
            Column.of("Description", "description"));

    static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            Column.of("Runtime", "runtime_ref"),
            Column.of("Entry point", "entrypoint"),
            Column.of("Timeout", "timeout_seconds"),
            Column.of("Output", "output_format"),
            Column.time("Updated", "updated"));

    static final List<Column> PARAMETERS = List.of(
            Column.of("Name", "name"),
            Column.of("Type", "type"),
            Column.of("Required", "required"),
            Column.of("Default", "default"),
            Column.of("Values", "enum"),
            Column.of("Description", "description"));

    private ActionColumns() {}

    static void show(Call call, JsonNode action) {
        call.output().object(action, DETAIL, "ref");
        call.output().section("Parameters", new ParameterSchema(action.path("param_schema")).rows(), PARAMETERS);
    }
}
