package io.attune.cli.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.parameter.ParameterSchema;
import io.attune.cli.render.Column;
import java.util.List;

/** How inquiries are shown. */
final class InquiryColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id"),
            Column.of("Prompt", "prompt"),
            Column.of("Execution", "execution"),
            Column.of("Assigned to", "assigned_to"),
            Column.status("Status", "status"),
            Column.time("Until", "timeout_at"),
            Column.time("Created", "created"));

    private static final List<Column> DETAIL = List.of(
            Column.of("ID", "id"),
            Column.of("Prompt", "prompt"),
            Column.status("Status", "status"),
            Column.of("Execution", "execution"),
            Column.of("Assigned to", "assigned_to"),
            Column.time("Until", "timeout_at"),
            Column.time("Created", "created"),
            Column.time("Responded", "responded_at"),
            Column.of("Responded by", "responded_by"));

    private static final List<Column> FIELDS = List.of(
            Column.of("Name", "name"),
            Column.of("Type", "type"),
            Column.of("Required", "required"),
            Column.of("Default", "default"),
            Column.of("Values", "enum"),
            Column.of("Description", "description"));

    private InquiryColumns() {}

    static void show(Call call, JsonNode inquiry) {
        call.output().object(inquiry, DETAIL, "id");
        call.output().section("Answer expected", new ParameterSchema(inquiry.path("response_schema")).rows(), FIELDS);
        call.output().section("Answer when nobody gives one", given(inquiry, "default_response"));
        call.output().section("Answer", given(inquiry, "response"));
    }

    private static JsonNode given(JsonNode inquiry, String field) {
        return inquiry.hasNonNull(field) ? inquiry.path(field) : Nodes.object().path("nothing");
    }

    static String path(long id) {
        return "/inquiries/" + id;
    }
}
