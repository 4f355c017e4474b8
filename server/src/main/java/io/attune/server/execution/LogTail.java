package io.attune.server.execution;

import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.server.auth.LiveCaller;
import io.attune.store.TenantScope;
import io.attune.store.Transactions;
import io.attune.store.execution.ExecutionViewStore;
import io.attune.store.execution.LogStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Follows the output of one execution until it is over and all was sent (api.md §3.2), or the caller is let in no more. */
final class LogTail {
    private static final int PIECE = 64 << 10;
    private static final int POLL_MILLIS = 250;
    /** Output of a run may arrive a moment after its end. */
    private static final int IDLE_POLLS_AFTER_THE_END = 3;

    private final Transactions transactions;
    private final LiveCaller caller;
    private final ExecutionViewStore executions;
    private final LogStore logs;
    private final ExecutionId execution;
    private final LogStream stream;

    LogTail(
            Transactions transactions,
            LiveCaller caller,
            ExecutionViewStore executions,
            LogStore logs,
            ExecutionId execution,
            LogStream stream) {
        this.transactions = transactions;
        this.caller = caller;
        this.executions = executions;
        this.logs = logs;
        this.execution = execution;
        this.stream = stream;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Look(byte[] bytes, boolean over) {}

    void follow(long offset, EventSink events) throws InterruptedException {
        long position = offset;
        boolean caughtUp = false;
        int idle = 0;
        while (events.isOpen()) {
            var now = caller.now();
            if (now.isEmpty()) {
                return;
            }
            var look = look(now.get().scope(), position);
            if (look.bytes().length > 0) {
                // A character cut in half is sent with its other half, unless that never comes.
                int whole = look.over() && idle > 0 ? look.bytes().length : Utf8.wholeCharacters(look.bytes());
                if (whole > 0) {
                    position += whole;
                    idle = 0;
                    events.event(
                            caughtUp ? "append" : "content",
                            Long.toString(position),
                            new String(Arrays.copyOf(look.bytes(), whole), StandardCharsets.UTF_8));
                    continue;
                }
            }
            if (!caughtUp) {
                caughtUp = true;
                events.comment("initial-catchup-complete");
            }
            idle++;
            if (look.over() && idle >= IDLE_POLLS_AFTER_THE_END) {
                events.event("done", null, "");
                return;
            }
            events.event("waiting", null, "Waiting for output");
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private Look look(TenantScope scope, long position) {
        return transactions.tenant(scope, tx -> {
            // First the status: what is written before the end is then in what is read after.
            boolean over = executions.byIds(tx, scope, List.of(execution.value())).stream()
                    .allMatch(found -> found.status().isTerminal());
            return new Look(logs.read(tx, execution, stream, position, PIECE), over);
        });
    }
}
