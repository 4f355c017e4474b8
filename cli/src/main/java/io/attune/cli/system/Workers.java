package io.attune.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;

/** How workers are found and shown. */
final class Workers {
    static final List<Column> COLUMNS = List.of(
            Column.of("ID", "id"),
            Column.of("Name", "name"),
            Column.status("Health", "health_state"),
            Column.of("Running", "load.running"),
            Column.of("Slots", "load.max_concurrent_executions"),
            Column.of("Runtimes", "supported_runtimes", Workers::runtimes),
            Column.time("Last heartbeat", "last_heartbeat"),
            Column.of("Cordon reason", "cordon_reason").wide());

    static final List<Column> DETAIL = List.of(
            Column.of("ID", "id"),
            Column.of("Name", "name"),
            Column.status("Health", "health_state"),
            Column.of("Role", "worker_role"),
            Column.of("Type", "worker_type"),
            Column.of("Host", "host"),
            Column.of("Runtimes", "supported_runtimes", Workers::runtimes),
            Column.time("Last heartbeat", "last_heartbeat"),
            Column.of("Cordoned", "cordoned"),
            Column.of("Cordon reason", "cordon_reason"),
            Column.time("Cordoned at", "cordoned_at"));

    private Workers() {}

    private static JsonNode runtimes(JsonNode worker) {
        var names = Nodes.array();
        worker.path("supported_runtimes").forEach(runtime -> names.add(Nodes.text(runtime, "name")));
        return names;
    }

    static Listing.Source source() {
        return new Listing.Source(
                "/workers",
                Query.none(),
                Paging.Dialect.PAGE_SIZE,
                _ -> true,
                "id",
                0,
                "No workers. 'attune up' starts one; another: attune worker --server-url URL --token TOKEN");
    }

    /** The path of one worker, named by id or name. */
    static String path(Call call, String idOrName) {
        if (idOrName.matches("\\d{1,18}")) {
            return "/workers/" + idOrName;
        }
        List<JsonNode> found = Paging.everything()
                .read(
                        call.client(),
                        "/workers",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        worker -> Nodes.text(worker, "name").equals(idOrName))
                .items();
        if (found.isEmpty()) {
            throw Failure.of(ExitCode.NOT_FOUND, "No worker is named '" + idOrName + "'", "attune worker list");
        }
        return "/workers/" + found.getFirst().path("id").asLong();
    }
}
