package io.attune.server.inquiry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.LiveCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.StreamLimit;
import io.attune.server.auth.TokenKind;
import io.attune.server.drive.dispatch.Asking;
import io.attune.server.execution.EventSink;
import io.attune.server.http.Unhurried;
import io.attune.store.Transactions;
import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import io.attune.store.inquiry.InquiryViewStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Live changes of inquiries as server-sent events, named as api.md §3.5 names the notifications. Each stream has a virtual thread of its
 * own. A subscriber hears of what it may read at that moment.
 */
@Path("/api/v1/inquiries/stream")
@Tag(name = "inquiries")
@RunOnVirtualThread
@Unhurried("streams last as long as somebody listens")
public class InquiryStreamResource {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    /** A subscriber that is further behind is cut off; it reads the present state and subscribes again. */
    private static final int MOST_WAITING = 1_000;

    private static final Map<String, InquiryStatus> KINDS = Map.of(
            Asking.CREATED,
            InquiryStatus.PENDING,
            "inquiry_responded",
            InquiryStatus.RESPONDED,
            "inquiry_timeout",
            InquiryStatus.TIMEOUT,
            "inquiry_cancelled",
            InquiryStatus.CANCELLED);

    private final Transactions transactions;
    private final CurrentCaller current;
    private final InquiryViewStore inquiries;
    private final ChangeFeed feed;
    private final StreamLimit streams;
    private final ObjectMapper json;

    @Inject
    InquiryStreamResource(
            Transactions transactions,
            CurrentCaller current,
            InquiryViewStore inquiries,
            ChangeFeed feed,
            StreamLimit streams,
            ObjectMapper json) {
        this.transactions = transactions;
        this.current = current;
        this.inquiries = inquiries;
        this.feed = feed;
        this.streams = streams;
        this.json = json;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Permit(tokens = TokenKind.ACCESS)
    @Operation(operationId = "stream_inquiries", summary = "Stream changes of inquiries")
    public void changes(@Context Sse sse, @Context SseEventSink sink) {
        var live = current.live();
        var place = streams.enter(current.get().identity());
        var events = new EventSink(sse, sink);
        BlockingQueue<Change.Rows> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
        // Before the head of the answer is sent: who has seen it misses no change.
        var subscription = feed.subscribe(change -> {
            if (change instanceof Change.Rows rows && KINDS.containsKey(rows.kind()) && !waiting.offer(rows)) {
                events.close();
            }
        });
        events.stream(_ -> {
            try (place;
                    subscription) {
                send(live, waiting, events);
            }
        });
    }

    private void send(LiveCaller live, BlockingQueue<Change.Rows> waiting, EventSink events)
            throws InterruptedException {
        events.comment("connected");
        while (events.isOpen()) {
            Change.@Nullable Rows rows = waiting.poll(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
            var now = live.now();
            if (now.isEmpty()) {
                return;
            }
            if (rows == null) {
                events.comment("keep-alive");
            } else {
                send(now.get(), rows, events);
            }
        }
    }

    /** Reads again for each notification: who lost the permission, or never saw the row, gets nothing (SEC-19). */
    private void send(Caller caller, Change.Rows rows, EventSink events) {
        Map<Long, Inquiry> visible = transactions.tenant(
                caller.scope(),
                tx -> inquiries.byIds(tx, caller.scope(), rows.ids()).stream()
                        .filter(inquiry -> InquiryAccess.mayRead(caller, inquiry))
                        .collect(Collectors.toMap(inquiry -> inquiry.id().value(), Function.identity())));
        InquiryStatus status = KINDS.getOrDefault(rows.kind(), InquiryStatus.PENDING);
        for (long id : rows.ids()) {
            var inquiry = visible.get(id);
            if (inquiry != null && events.isOpen()) {
                events.event(rows.kind(), null, text(InquiryNotification.of(inquiry, status)));
            }
        }
    }

    private String text(InquiryNotification notification) {
        try {
            return json.writeValueAsString(notification);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a notification is always JSON", e);
        }
    }
}
