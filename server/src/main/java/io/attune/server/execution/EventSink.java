package io.attune.server.execution;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends server-sent events one after the other, and gives up on a client that does not take them. Used by one thread but for closing. */
final class EventSink {
    private static final int SECONDS_TO_TAKE_AN_EVENT = 30;

    private final Sse sse;
    private final SseEventSink sink;
    private volatile boolean closed;

    EventSink(Sse sse, SseEventSink sink) {
        this.sse = sse;
        this.sink = sink;
    }

    boolean isOpen() {
        return !closed && !sink.isClosed();
    }

    void close() {
        closed = true;
        sink.close();
    }

    void comment(String text) {
        send(sse.newEventBuilder().comment(text).build());
    }

    void message(String data) {
        send(sse.newEventBuilder().data(data).build());
    }

    void event(String name, @Nullable String id, String data) {
        var event = sse.newEventBuilder().name(name).data(data);
        send((id == null ? event : event.id(id)).build());
    }

    private void send(OutboundSseEvent event) {
        if (!isOpen()) {
            return;
        }
        try {
            var _ = sink.send(event).toCompletableFuture().get(SECONDS_TO_TAKE_AN_EVENT, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // The client went away or reads too slowly: it comes again with the offset it has.
            closed = true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }
}
