package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.EventStream;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for one execution. A live stream says when to look again; looking again now and then covers a stream that breaks or is not to be
 * had. Leaving (Ctrl-C) leaves the execution running unless told otherwise.
 */
public final class ExecutionWatch {
    /** First pause without a live stream; doubles up to {@link #LONGEST_PAUSE}. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LOGS_AFTER_END = Duration.ofSeconds(5);

    private final Call call;
    private final long id;
    private final boolean logs;
    private final boolean cancelOnInterrupt;
    private final boolean resultOnly;
    private boolean failOnInquiry;
    private final Semaphore changes = new Semaphore(0);
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * @param logs show status changes and output on standard error while waiting
     * @param resultOnly print only the result at the end, instead of the whole execution
     */
    public ExecutionWatch(Call call, long id, boolean logs, boolean cancelOnInterrupt, boolean resultOnly) {
        this.call = call;
        this.id = id;
        this.logs = logs;
        this.cancelOnInterrupt = cancelOnInterrupt;
        this.resultOnly = resultOnly;
    }

    /** Does not wait for a person: an open inquiry of the execution, or of one below it, ends the watch (cli.md §2.4). */
    public ExecutionWatch failingOnInquiry() {
        failOnInquiry = true;
        return this;
    }

    /** Waits until the execution ends or the time is over; the exit code is its outcome. */
    public ExitCode until(Duration longest) {
        Thread onInterrupt = Thread.ofPlatform().unstarted(this::interrupted);
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            return watch(System.nanoTime() + longest.toNanos(), longest);
        } finally {
            over.set(true);
            forget(onInterrupt);
        }
    }

    private ExitCode watch(long deadline, Duration longest) {
        call.client();
        Thread.ofVirtual().start(this::listen);
        List<Thread> readers = logs ? List.of(reader("stdout"), reader("stderr")) : List.of();
        Duration pause = FIRST_PAUSE;
        String shown = "";
        while (true) {
            JsonNode execution = call.client().get("/executions/" + id);
            String status = Nodes.text(execution, "status");
            boolean ended = Outcome.ended(execution);
            if (logs && !status.equals(shown) && !ended) {
                call.output().say("Execution " + id + " is " + status);
                shown = status;
            }
            if (ended) {
                readers.forEach(this::join);
                return report(execution);
            }
            if (failOnInquiry) {
                OpenInquiries.find(call.client(), id).ifPresent(inquiry -> {
                    throw Failure.of(
                            ExitCode.INQUIRY_OPEN,
                            "Execution " + id + " waits for the answer to inquiry " + inquiry,
                            "attune inquiry respond " + inquiry);
                });
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw Failure.of(
                        ExitCode.WAIT_TIMED_OUT,
                        "Execution " + id + " is still " + status + " after " + longest.toSeconds() + " s; it goes on",
                        "attune execution watch " + id + ", or attune execution cancel " + id);
            }
            await(Math.min(left, pause.toNanos()));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private void await(long nanos) {
        try {
            if (changes.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                changes.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(ExitCode.FAILURE, "Interrupted while waiting for execution " + id, null);
        }
    }

    private ExitCode report(JsonNode execution) {
        call.output().say("Execution " + id + " ended: " + Nodes.text(execution, "status"));
        if (resultOnly) {
            call.output().document(execution.path("result"));
        } else {
            call.output().object(execution, ExecutionColumns.DETAIL, "id");
            call.output().section("Result", execution.path("result"));
        }
        return Outcome.of(execution);
    }

    /** Wakes the waiting loop at every change; without a stream the loop's own rhythm remains. */
    private void listen() {
        try (EventStream stream =
                call.client().stream("/executions/stream", Query.none().with("execution_id", id))) {
            for (var event = stream.next(); event != null && !over.get(); event = stream.next()) {
                if (event.type().equals("message")) {
                    changes.release();
                }
            }
        } catch (IOException | Failure e) {
            // Live news are a convenience: the loop looks again by itself.
        }
    }

    private Thread reader(String stream) {
        return Thread.ofVirtual().start(() -> {
            try {
                new LogReader(call.client(), id, stream, this::logLine).follow();
            } catch (IOException | Failure e) {
                if (!over.get()) {
                    call.output().say("(no live " + stream + ": " + e.getMessage() + ")");
                }
            }
        });
    }

    private void logLine(String line) {
        call.output().say("  " + Output.safeLine(line));
    }

    private void join(Thread reader) {
        try {
            reader.join(LOGS_AFTER_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void interrupted() {
        if (over.get()) {
            return;
        }
        var err = call.surroundings().err();
        if (!cancelOnInterrupt) {
            err.println("Execution " + id + " goes on. See it: attune execution watch " + id
                    + "   Stop it: attune execution cancel " + id);
            return;
        }
        try {
            call.client().send("POST", "/executions/" + id + "/cancel", Nodes.object());
            err.println("Execution " + id + " is being cancelled.");
        } catch (Failure e) {
            err.println("Execution " + id + " could not be cancelled: " + e.explanation());
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is going down already; the hook sees that the watch is over.
        }
    }
}
