package io.attune.cli.execution;

import io.attune.cli.client.ApiClient;
import io.attune.cli.client.EventStream;
import io.attune.cli.client.Query;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Reads one output stream of an execution line by line over server-sent events (api.md §3.2). A broken connection is taken up at the last
 * byte offset, so that no line is lost or repeated. Used by one thread.
 */
final class LogReader {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int BREAKS_IN_A_ROW = 10;

    private final ApiClient client;
    private final String path;
    private final Consumer<String> lines;
    private final StringBuilder partial = new StringBuilder();
    private String offset = "0";

    /** @param stream {@code stdout} or {@code stderr} */
    LogReader(ApiClient client, long execution, String stream, Consumer<String> lines) {
        this.client = client;
        this.path = "/executions/" + execution + "/logs/" + stream + "/stream";
        this.lines = lines;
    }

    /** Reads to the end of the execution. */
    void follow() throws IOException {
        read(true);
    }

    /** Reads what is there now. */
    void readStored() throws IOException {
        read(false);
    }

    private void read(boolean follow) throws IOException {
        int breaks = 0;
        while (true) {
            String before = offset;
            try (EventStream stream = client.stream(path, Query.none().with("offset", offset))) {
                if (readOne(stream, follow)) {
                    finish();
                    return;
                }
            } catch (IOException e) {
                if (breaks >= BREAKS_IN_A_ROW) {
                    finish();
                    throw e;
                }
            }
            breaks = before.equals(offset) ? breaks + 1 : 0;
            if (breaks > BREAKS_IN_A_ROW) {
                finish();
                throw new IOException("the log stream keeps ending early");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Returns whether the log is complete; false when the connection ended before. */
    private boolean readOne(EventStream stream, boolean follow) throws IOException {
        for (var event = stream.next(); event != null; event = stream.next()) {
            switch (event.type()) {
                case "content", "append" -> {
                    take(event.data());
                    if (event.id() != null) {
                        offset = event.id();
                    }
                }
                case "done" -> {
                    take(event.data());
                    return true;
                }
                case "waiting", "comment" -> {
                    boolean caughtUp =
                            event.type().equals("waiting") || event.data().startsWith("initial-catchup");
                    if (!follow && caughtUp) {
                        return true;
                    }
                }
                default -> {
                    // A newer server may send more kinds of events.
                }
            }
        }
        return false;
    }

    private void take(String text) {
        partial.append(text);
        for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
            lines.accept(partial.substring(0, end));
            partial.delete(0, end + 1);
        }
    }

    private void finish() {
        if (!partial.isEmpty()) {
            lines.accept(partial.toString());
            partial.setLength(0);
        }
    }
}
