package io.attune.server.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionSummary;
import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.DecisionLog;
import io.attune.server.auth.LiveCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.StreamLimit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Unhurried;
import io.attune.store.Transactions;
import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import io.attune.store.execution.ExecutionViewStore;
import io.attune.store.execution.LogStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Live changes and live output as server-sent events (api.md §3.1, §3.2). Each stream has a virtual thread of its own. */
@Path("/api/v1/executions")
@Tag(name = "executions")
@RunOnVirtualThread
@Unhurried("streams last as long as somebody listens")
public class ExecutionStreamResource {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    /** A subscriber that is further behind is cut off; it reads the present state and subscribes again. */
    private static final int MOST_WAITING = 1_000;
    /** So that who is behind catches up: what has come meanwhile is read at once. */
    private static final int MOST_AT_ONCE = 100;

    private final Transactions transactions;
    private final CurrentCaller current;
    private final ExecutionViewStore executions;
    private final ExecutionAccess access;
    private final LogStore logs;
    private final ChangeFeed feed;
    private final DecisionLog decisions;
    private final StreamLimit streams;
    private final ObjectMapper json;

    @Inject
    ExecutionStreamResource(
            Transactions transactions,
            CurrentCaller current,
            ExecutionViewStore executions,
            ExecutionAccess access,
            LogStore logs,
            ChangeFeed feed,
            DecisionLog decisions,
            StreamLimit streams,
            ObjectMapper json) {
        this.transactions = transactions;
        this.current = current;
        this.executions = executions;
        this.access = access;
        this.logs = logs;
        this.feed = feed;
        this.decisions = decisions;
        this.streams = streams;
        this.json = json;
    }

    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Permit
    @Operation(operationId = "stream_executions", summary = "Stream changes of executions")
    public void changes(@QueryParam("execution_id") @Nullable Long only, @Context Sse sse, @Context SseEventSink sink) {
        var caller = current.get();
        checkStream(caller, only);
        var live = current.live();
        var place = streams.enter(caller.identity());
        var events = new EventSink(sse, sink);
        BlockingQueue<Change.ExecutionsMoved> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
        // Before the head of the answer is sent: who has seen it misses no change.
        var subscription = feed.subscribe(change -> {
            if (change instanceof Change.ExecutionsMoved moved
                    && (only == null || moved.ids().contains(only))
                    && !waiting.offer(moved)) {
                events.close();
            }
        });
        events.stream(_ -> {
            try (place;
                    subscription) {
                sendChanges(live, only, waiting, events);
            }
        });
    }

    private void sendChanges(
            LiveCaller live, @Nullable Long only, BlockingQueue<Change.ExecutionsMoved> waiting, EventSink events)
            throws InterruptedException {
        events.comment("connected");
        while (events.isOpen()) {
            var next = waiting.poll(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
            var now = live.now();
            if (now.isEmpty()) {
                return;
            }
            if (next == null) {
                events.comment("keep-alive");
            } else {
                List<Change.ExecutionsMoved> moved = new ArrayList<>(List.of(next));
                waiting.drainTo(moved, MOST_AT_ONCE - 1);
                send(now.get(), only, moved, events);
            }
        }
    }

    private void send(Caller caller, @Nullable Long only, List<Change.ExecutionsMoved> moved, EventSink events) {
        var ids = moved.stream()
                .flatMap(change -> change.ids().stream())
                .filter(id -> only == null || only.equals(id))
                .distinct()
                .toList();
        // Read again before they are told: who lost the permission, or never saw the row, gets nothing (SEC-19).
        Map<Long, ExecutionSummary> visible = transactions.tenant(
                caller.scope(),
                tx -> access.readable(tx, caller, executions.byIds(tx, caller.scope(), ids)).stream()
                        .collect(Collectors.toMap(ExecutionSummary::id, Function.identity())));
        for (var change : moved) {
            for (var id : change.ids()) {
                var execution = visible.get(id);
                if (execution != null && events.isOpen()) {
                    events.message(text(ExecutionNotification.of(execution, change.from(), change.to())));
                    WorkflowNotification.of(execution, change.from(), change.to())
                            .ifPresent(notification -> events.message(text(notification)));
                }
            }
        }
    }

    private String text(Record notification) {
        try {
            return json.writeValueAsString(notification);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a notification is always JSON", e);
        }
    }

    @GET
    @Path("/{id}/logs/{stream}/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Permit
    @Operation(operationId = "stream_execution_log", summary = "Stream the output of an execution")
    public void output(
            @PathParam("id") long id,
            @PathParam("stream") String streamName,
            @QueryParam("offset") @DefaultValue("0") long offset,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context Sse sse,
            @Context SseEventSink sink) {
        var caller = current.get();
        var stream = WireEnum.find(LogStream.class, streamName)
                .orElseThrow(() -> AttuneException.badRequest(
                        "'" + streamName + "' is no stream of an execution: expected stdout or stderr"));
        checkStream(caller, id);
        var _ = transactions.tenant(caller.scope(), tx -> access.getReadable(tx, caller, id));
        var tail = new LogTail(transactions, current.live(), executions, logs, new ExecutionId(id), stream);
        var place = streams.enter(caller.identity());
        new EventSink(sse, sink).stream(events -> {
            try (place) {
                tail.follow(start(offset, lastEventId), events);
            }
        });
    }

    private static long start(long offset, @Nullable String lastEventId) {
        if (lastEventId != null && lastEventId.matches("\\d{1,18}")) {
            return Long.parseLong(lastEventId);
        }
        return Math.max(0, offset);
    }

    /** A run may watch itself only; everybody else needs the grant. */
    private void checkStream(Caller caller, @Nullable Long execution) {
        var own = caller.execution();
        if (own != null) {
            if (execution == null || own.value() != execution) {
                throw AttuneException.forbidden("An execution token may stream its own execution only");
            }
        } else if (!caller.grants().allowSome("executions", "read")) {
            // The filter that records refusals is not asked about streams.
            decisions.denied(caller, "executions:read", "GET /api/v1/executions/stream");
            throw AttuneException.forbidden("Insufficient permissions: executions:read");
        }
    }
}
