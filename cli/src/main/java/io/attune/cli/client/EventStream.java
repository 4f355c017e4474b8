package io.attune.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events of one connection, read one by one. */
public final class EventStream implements AutoCloseable {
    private final BufferedReader reader;
    private final Runnable disconnect;

    /**
     * One event, or a comment.
     *
     * @param type the event's name, {@code message} when it has none, {@code comment} for a comment line
     * @param id null when the event has none
     */
    public record Event(String type, @Nullable String id, String data) {}

    EventStream(InputStream in, Runnable disconnect) {
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.disconnect = disconnect;
    }

    /** The next event, or null when the server ended the stream. */
    public @Nullable Event next() throws IOException {
        var data = new StringBuilder();
        boolean hasData = false;
        String type = "message";
        String id = null;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith(":")) {
                return new Event("comment", null, line.substring(1).strip());
            }
            if (line.isEmpty()) {
                if (hasData || !type.equals("message")) {
                    return new Event(type, id, data.toString());
                }
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            if (value.startsWith(" ")) {
                value = value.substring(1);
            }
            switch (field) {
                case "event" -> type = value;
                case "id" -> id = value;
                case "data" -> {
                    data.append(hasData ? "\n" : "").append(value);
                    hasData = true;
                }
                default -> {
                    // The standard tells readers to ignore fields they do not know.
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        disconnect.run();
    }
}
