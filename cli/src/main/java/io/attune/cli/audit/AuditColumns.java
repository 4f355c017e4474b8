package io.attune.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How records of the audit log are shown. */
final class AuditColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id"),
            Column.time("Created", "created"),
            Column.of("Category", "category"),
            Column.of("Event Type", "event_type"),
            Column.status("Outcome", "outcome"),
            Column.of("Actor", "actor", AuditColumns::actor),
            Column.of("Resource", "resource", AuditColumns::resource),
            Column.of("HTTP", "http", AuditColumns::http),
            Column.of("Request", "request_id").wide());

    static final List<Column> DETAIL = List.of(
            Column.of("ID", "id"),
            Column.time("Created", "created"),
            Column.of("Category", "category"),
            Column.of("Event type", "event_type"),
            Column.status("Outcome", "outcome"),
            Column.of("Actor", "actor", AuditColumns::actor),
            Column.of("Token", "actor_token_type"),
            Column.of("Address", "actor_ip"),
            Column.of("Program", "actor_user_agent"),
            Column.of("Resource", "resource", AuditColumns::resource),
            Column.of("HTTP", "http", AuditColumns::http),
            Column.of("Duration (ms)", "duration_ms"),
            Column.of("Request", "request_id"));

    private AuditColumns() {}

    static JsonNode actor(JsonNode record) {
        String login = Nodes.text(record, "actor_login");
        return text(Stream.of(login.isEmpty() ? Nodes.text(record, "actor_identity") : login));
    }

    static JsonNode resource(JsonNode record) {
        String ref = Nodes.text(record, "resource_ref");
        return text(Stream.of(
                Nodes.text(record, "resource_type"), ref.isEmpty() ? Nodes.text(record, "resource_id") : ref));
    }

    private static JsonNode http(JsonNode record) {
        return text(Stream.of(
                Nodes.text(record, "http_method"), Nodes.text(record, "http_path"), Nodes.text(record, "http_status")));
    }

    private static JsonNode text(Stream<String> words) {
        return JsonNodeFactory.instance.textNode(
                words.filter(word -> !word.isEmpty()).collect(Collectors.joining(" ")));
    }
}
