package io.attune.worker;

import io.attune.model.execution.LogStream;
import io.attune.worker.gateway.GatewayUnavailableException;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.gateway.WorkerGateway;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A platform in memory: hands out what a test queues, remembers what the worker says. Every method holds the monitor. */
public final class FakeGateway implements WorkerGateway {
    private final Deque<LeasedRun> queue = new ArrayDeque<>();
    private final Set<Long> cancellations = new HashSet<>();
    private final Map<String, ByteArrayOutputStream> logs = new HashMap<>();
    final Map<Long, RunReport> reports = new LinkedHashMap<>();
    final List<Integer> batches = new ArrayList<>();
    final List<WorkerRegistration> registrations = new ArrayList<>();
    final Set<Long> refusedStarts = new HashSet<>();
    final Map<String, byte[]> archives = new HashMap<>();
    int largestLease;
    boolean deregistered;
    boolean sessionLost;
    private boolean down;

    synchronized void queue(LeasedRun... runs) {
        queue.addAll(List.of(runs));
        notifyAll();
    }

    synchronized void cancel(long execution) {
        cancellations.add(execution);
        notifyAll();
    }

    synchronized void down(boolean isDown) {
        down = isDown;
        notifyAll();
    }

    /** Waits, with a bound, until the condition holds. */
    public synchronized void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("not within 20 seconds; reports: " + reports);
            }
            wait(Math.min(left, 20));
        }
    }

    RunReport awaitReport(long execution) throws InterruptedException {
        await(() -> reports.containsKey(execution));
        synchronized (this) {
            return reports.get(execution);
        }
    }

    synchronized String log(long execution, LogStream stream) {
        return logs.getOrDefault(execution + "." + stream.wire(), new ByteArrayOutputStream())
                .toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void requireUp() {
        if (down) {
            throw new GatewayUnavailableException("down", null);
        }
    }

    @Override
    public synchronized WorkerSession register(WorkerRegistration registration) {
        requireUp();
        registrations.add(registration);
        sessionLost = false;
        notifyAll();
        return new WorkerSession(1, registration.name(), registration.incarnation(), Duration.ofMillis(50));
    }

    @Override
    public synchronized List<LeasedRun> lease(WorkerSession session, int max, int maxInternal, Duration wait) {
        requireUp();
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            requireUp();
            var given = new ArrayList<LeasedRun>();
            for (var run : queue) {
                boolean internal = run.runtimeName().equals("internal");
                long taken = given.stream()
                        .filter(one -> one.runtimeName().equals("internal") == internal)
                        .count();
                if (taken < (internal ? maxInternal : max)) {
                    given.add(run);
                }
            }
            queue.removeAll(given);
            largestLease = Math.max(largestLease, given.size());
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (!given.isEmpty() || left <= 0) {
                return given;
            }
            pause(left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Its callers loop.
    private void pause(long milliseconds) {
        try {
            wait(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayUnavailableException("interrupted", e);
        }
    }

    @Override
    public synchronized Set<Long> started(WorkerSession session, List<Long> executions) {
        requireUp();
        var allowed = new HashSet<>(executions);
        allowed.removeAll(refusedStarts);
        return allowed;
    }

    @Override
    public synchronized void appendLog(
            WorkerSession session, long execution, LogStream stream, long offset, byte[] bytes) {
        requireUp();
        var log = logs.computeIfAbsent(execution + "." + stream.wire(), _ -> new ByteArrayOutputStream());
        if (log.size() != offset) {
            throw new AssertionError("expected offset " + log.size() + ", found " + offset);
        }
        log.writeBytes(bytes);
        notifyAll();
    }

    @Override
    public synchronized void complete(WorkerSession session, List<RunReport> all) {
        requireUp();
        batches.add(all.size());
        for (var report : all) {
            if (reports.put(report.execution(), report) != null) {
                throw new AssertionError("reported twice: " + report.execution());
            }
            appendTail(session, report.execution(), LogStream.STDOUT, report.stdoutTail());
            appendTail(session, report.execution(), LogStream.STDERR, report.stderrTail());
            cancellations.remove(report.execution());
        }
        notifyAll();
    }

    private void appendTail(WorkerSession session, long execution, LogStream stream, RunReport.LogTail tail) {
        if (tail.bytes().length > 0) {
            appendLog(session, execution, stream, tail.offset(), tail.bytes());
        }
    }

    @Override
    public synchronized HeartbeatAnswer heartbeat(WorkerSession session, Heartbeat heartbeat) {
        requireUp();
        return new HeartbeatAnswer(Set.copyOf(cancellations), sessionLost);
    }

    @Override
    public synchronized Set<Long> awaitCancellations(WorkerSession session, Duration wait) {
        requireUp();
        long deadline = System.nanoTime() + wait.toNanos();
        while (cancellations.isEmpty() && !down && System.nanoTime() < deadline) {
            pause(100);
        }
        return Set.copyOf(cancellations);
    }

    @Override
    public synchronized InputStream packArchive(WorkerSession session, String packRef) {
        requireUp();
        var archive = archives.get(packRef);
        if (archive == null) {
            throw new io.attune.worker.gateway.GatewayRefusedException("no files");
        }
        return new ByteArrayInputStream(archive);
    }

    @Override
    public synchronized void deregister(WorkerSession session) {
        deregistered = true;
        notifyAll();
    }
}
