package io.attune.server.execution;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends server-sent events one after the other, and gives up on a client that does not take them. Used by one thread but for closing. */
public final class EventSink {
    private static final Logger log = LoggerFactory.getLogger(EventSink.class);
    private static final int SECONDS_TO_TAKE_AN_EVENT = 30;

    private final Sse sse;
    private final SseEventSink sink;
    private volatile boolean closed;

    public EventSink(Sse sse, SseEventSink sink) {
        this.sse = sse;
        this.sink = sink;
    }

    /** What sends the events of one stream. */
    @FunctionalInterface
    public interface Source {
        void sendTo(EventSink events) throws InterruptedException;
    }

    /**
     * Streams on a thread of its own, which begins when the one of the request has ended: the container writes the head of the response
     * as the last act of the request and must not find the response at its end by then.
     */
    public void stream(Source source) {
        var request = Thread.currentThread();
        Thread.ofVirtual().name("attune-stream").start(() -> {
            try {
                request.join();
                source.sendTo(this);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // The head is sent, so that no status can tell. The client comes again with the offset it has and then
                // learns more.
                log.warn("a live stream ended early", e);
            } finally {
                close();
            }
        });
    }

    public boolean isOpen() {
        return !closed && !sink.isClosed();
    }

    public void close() {
        closed = true;
        sink.close();
    }

    public void comment(String text) {
        send(sse.newEventBuilder().comment(text).build());
    }

    void message(String data) {
        send(sse.newEventBuilder().data(data).build());
    }

    public void event(String name, @Nullable String id, String data) {
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
