package io.attune.worker.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.execution.ExecutionStatus;
import io.attune.worker.gateway.RunReport.LogTail;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the ends of runs, in batches, until the platform has accepted each. While it does not answer, reports wait in memory: whoever
 * takes new work calls {@link #awaitRoom} first, which bounds them. Thread-safe.
 */
public final class ResultOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(ResultOutbox.class);
    private static final int LARGEST_BATCH = 500;
    private static final long LARGEST_BATCH_BYTES = 24L << 20;
    private static final int FULL_REPORTS = 5_000;
    private static final long FULL_BYTES = 128L << 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final WorkerGateway gateway;
    private final Supplier<WorkerSession> session;
    private final Supplier<Duration> patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by lock; a batch under way stays at the head until it is accepted. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private long waitingBytes;
    private boolean closed;
    private final Thread sender;

    private record Waiting(RunReport report, long bytes) {}

    /**
     * @param session the one to report under; asked for each batch, since a worker may have to register anew
     * @param patience how long a report may wait for others at this moment; zero while nobody gains by it
     */
    public ResultOutbox(WorkerGateway gateway, Supplier<WorkerSession> session, Supplier<Duration> patience) {
        this.gateway = gateway;
        this.session = session;
        this.patience = patience;
        this.sender = Thread.ofVirtual().name("attune-outbox").start(this::sendUntilClosed);
    }

    /** Takes responsibility for reports; never blocks and never refuses. */
    public void add(List<RunReport> reports) {
        lock.lock();
        try {
            for (var report : reports) {
                var entry = new Waiting(report, sizeOf(report));
                waiting.add(entry);
                waitingBytes += entry.bytes();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Roughly the bytes that a report needs on the wire; its texts decide. */
    private static long sizeOf(RunReport report) {
        long texts = 0;
        for (var value : report.result()) {
            texts += value.isTextual() ? value.textValue().length() : value.isContainerNode() ? 64L * value.size() : 8;
        }
        for (var secret : report.secrets()) {
            texts += 64 + secret.value().toString().length();
        }
        return 200
                + 2 * texts
                + (report.stdoutTail().bytes().length + report.stderrTail().bytes().length) * 4L / 3;
    }

    /** Waits until reports may pile up again; at once unless the platform has not answered for long. */
    public void awaitRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.size() >= FULL_REPORTS || waitingBytes >= FULL_BYTES) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits up to {@code limit} for all reports to be accepted; true when they were. */
    public boolean flush(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (!waiting.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Stops sending. What is still here is lost: the platform finds such runs by their worker's absence. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (!waiting.isEmpty()) {
                LOG.warn("stopped with undelivered results count={}", waiting.size());
            }
        } finally {
            lock.unlock();
        }
        sender.interrupt();
    }

    private void sendUntilClosed() {
        var pause = FIRST_PAUSE;
        try {
            while (true) {
                var batch = awaitBatch();
                if (batch.isEmpty()) {
                    return;
                }
                if (delivered(batch)) {
                    pause = FIRST_PAUSE;
                    remove(batch.size());
                } else {
                    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** The next reports, oldest first; empty when closed. */
    private List<RunReport> awaitBatch() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            long left = patience.get().toNanos();
            while (waiting.size() < LARGEST_BATCH && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            var batch = new ArrayList<RunReport>();
            long bytes = 0;
            for (var entry : waiting) {
                bytes += entry.bytes();
                if (closed || batch.size() == LARGEST_BATCH || (bytes > LARGEST_BATCH_BYTES && !batch.isEmpty())) {
                    break;
                }
                batch.add(entry.report());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void remove(int count) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                waitingBytes -= waiting.remove().bytes();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean delivered(List<RunReport> batch) {
        try {
            gateway.complete(session.get(), batch);
            return true;
        } catch (GatewayRefusedException e) {
            return batch.size() > 1
                    ? batch.stream().allMatch(report -> delivered(List.of(report)))
                    : replaced(batch, e);
        } catch (RuntimeException e) {
            // Results stay in the outbox, and repeating a call that did arrive changes nothing.
            LOG.warn("results not delivered, will retry count={}", batch.size(), e);
            return false;
        }
    }

    /** A result that cannot be stored must not leave its run without an end. */
    private boolean replaced(List<RunReport> refused, GatewayRefusedException reason) {
        var report = refused.getFirst();
        LOG.warn("result refused execution={}", report.execution(), reason);
        var result = JsonNodeFactory.instance.objectNode();
        result.put("succeeded", false);
        result.put("error", "The result was refused by the platform: " + reason.getMessage());
        var instead = new RunReport(
                report.execution(),
                report.attempt(),
                ExecutionStatus.FAILED,
                result,
                List.of(),
                report.duration(),
                LogTail.NONE,
                LogTail.NONE);
        try {
            gateway.complete(session.get(), List.of(instead));
            return true;
        } catch (GatewayRefusedException e) {
            LOG.error("the platform refuses any result of execution={}; it stays unfinished", report.execution(), e);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("results not delivered, will retry count=1", e);
            return false;
        }
    }
}
