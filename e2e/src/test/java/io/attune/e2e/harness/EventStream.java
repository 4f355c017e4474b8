package io.attune.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Server-sent events as they come, read in the background. */
public final class EventStream implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** One event; comments are events named {@code :}. */
    public record Event(String name, String id, String data) {
        static final Event END = new Event("end of stream", "", "");
    }

    public EventStream(HttpResponse<InputStream> response) {
        this.response = response;
        Thread.ofVirtual().start(this::read);
    }

    public int status() {
        return response.statusCode();
    }

    /** The next event that is no comment; empty at the end of the stream. */
    public Optional<Event> next(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                // Comments keep coming: each may take only what is left.
                var event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    throw new AssertionError("no event within " + limit);
                }
                if (event.name().equals(Event.END.name())) {
                    return Optional.empty();
                }
                if (!event.name().equals(":")) {
                    return Optional.of(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Whether nothing but comments comes within the time. */
    public boolean silentFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                var event = events.poll(left, TimeUnit.NANOSECONDS);
                if (event != null && !event.name().equals(":")) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var name = "message";
            var id = "";
            StringBuilder data = null;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (data != null || !name.equals("message")) {
                        events.add(new Event(name, id, data == null ? "" : data.toString()));
                    }
                    name = "message";
                    data = null;
                } else if (line.startsWith(":")) {
                    events.add(new Event(":", "", line.substring(1)));
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    var value = line.startsWith("data: ") ? line.substring(6) : line.substring(5);
                    data = data == null
                            ? new StringBuilder(value)
                            : data.append('\n').append(value);
                }
            }
        } catch (IOException | UncheckedIOException _) {
            // Closed by the test, or by a server that stopped.
        } finally {
            events.add(Event.END);
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException _) {
            // Nobody reads any more.
        }
    }
}
