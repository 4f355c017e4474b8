package io.attune.cli.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.List;

/** How integration tokens are shown: by their ends, never whole. */
final class TokenColumns {
    private static final Column ENDS = Column.of("Token", "token", TokenColumns::ends);

    static final List<Column> LIST = List.of(
            Column.of("ID", "id"),
            Column.of("Label", "label"),
            ENDS,
            Column.of("Active", "active"),
            Column.time("Expires", "expires_at"),
            Column.time("Last Used", "last_used_at"),
            Column.of("Last address", "last_used_ip").wide(),
            Column.time("Created", "created").wide());

    static final List<Column> DETAIL = List.of(
            Column.of("ID", "id"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            ENDS,
            Column.of("Active", "active"),
            Column.time("Expires", "expires_at"),
            Column.time("Last used", "last_used_at"),
            Column.time("Revoked", "revoked_at"),
            Column.of("Reason", "revocation_reason"));

    private TokenColumns() {}

    private static JsonNode ends(JsonNode token) {
        return JsonNodeFactory.instance.textNode(
                Nodes.text(token, "token_prefix") + "…" + Nodes.text(token, "token_suffix"));
    }
}
