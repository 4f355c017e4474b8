package io.attune.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.ArrayList;
import java.util.List;

/** A rule tried on the last events of its trigger. */
final class RecentEvents {
    private static final List<Column> COLUMNS = List.of(
            Column.of("Event", "event"),
            Column.time("Created", "created"),
            Column.status("Matches", "result"),
            Column.of("Why", "explanation"));

    private RecentEvents() {}

    /** @param subject criteria and trigger as {@code POST /rules/test} takes them */
    static void show(Call call, ObjectNode subject, int last) {
        var events = new Paging(last, 1, null, false)
                .read(
                        call.client(),
                        "/events",
                        Query.none().with("trigger_ref", Nodes.text(subject, "trigger_ref")),
                        Paging.Dialect.PER_PAGE,
                        _ -> true);
        var rows = new ArrayList<JsonNode>();
        for (JsonNode summary : events.items()) {
            JsonNode event = call.client().get("/events/" + summary.path("id").asLong());
            ObjectNode request = subject.deepCopy();
            request.set("payload", event.hasNonNull("payload") ? event.path("payload") : Nodes.object());
            JsonNode verdict = call.client().send("POST", "/rules/test", request);
            ObjectNode row = Nodes.object().put("event", event.path("id").asLong());
            row.set("created", event.path("created"));
            row.set("result", verdict.path("result"));
            row.set("explanation", verdict.path("explanation"));
            rows.add(row);
        }
        call.output().list(rows, COLUMNS, "event", "The trigger has had no events.", Nodes.object());
    }
}
