package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.EventStream;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Output;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A line per execution and change, until interrupted. After a broken stream the list is read again, so that nothing that changed meanwhile
 * is missed and nothing is said twice (cli.md C6).
 */
final class LiveList {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Call call;
    private final ExecutionFilters filters;
    private final int limit;
    private final Map<Long, String> shown = new HashMap<>();

    LiveList(Call call, ExecutionFilters filters, int limit) {
        this.call = call;
        this.filters = filters;
        this.limit = limit;
    }

    ExitCode run() {
        while (true) {
            try (EventStream stream = call.client().stream("/executions/stream", Query.none())) {
                present().reversed().forEach(this::show);
                for (var event = stream.next(); event != null; event = stream.next()) {
                    if (event.type().equals("message")) {
                        change(JsonText.parseOrMissing(event.data()));
                    }
                }
            } catch (IOException e) {
                call.output().say("(the live stream broke; connecting again)");
            }
            if (call.surroundings().out().checkError()) {
                return ExitCode.SUCCESS;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private List<JsonNode> present() {
        return new Paging(limit, 1, null, false)
                .read(call.client(), "/executions", filters.query(call), Paging.Dialect.PER_PAGE, filters.filter(call))
                .items();
    }

    private void change(JsonNode change) {
        if (change.has("action_ref") && filters.testChange(change)) {
            show(change);
        }
    }

    private void show(JsonNode execution) {
        long id = execution.path("id").asLong();
        String status = Nodes.text(execution, "status");
        if (status.equals(shown.put(id, status))) {
            return;
        }
        if (call.output().format().forMachines()) {
            call.output().jsonLine(execution);
        } else {
            call.output()
                    .print("%-10d  %-10s  %s%n"
                            .formatted(id, status, Output.safeLine(Nodes.text(execution, "action_ref"))));
        }
    }
}
