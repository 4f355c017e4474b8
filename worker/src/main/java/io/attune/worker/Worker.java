package io.attune.worker;

import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.GatewayUnavailableException;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.ResultOutbox;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.gateway.WorkerGateway;
import io.attune.worker.gateway.WorkerGateway.Heartbeat;
import io.attune.worker.gateway.WorkerGateway.WorkerRegistration;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import io.attune.worker.output.LiveLogs;
import io.attune.worker.pack.PackCache;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.process.ProcessSupervisor;
import io.attune.worker.process.StopSignal;
import io.attune.worker.run.Runner;
import io.attune.worker.runtime.Interpreters;
import io.attune.worker.runtime.internal.InternalActions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes executions from the platform and runs them until stopped. Survives any outage of the platform: running processes go on, their
 * results wait in the {@link ResultOutbox}. Making one starts it; {@link #stop} ends it; all else happens in its own threads.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(20);
    /** Internal actions at the same time. Those that wait (sleep, HTTP) hold a place each, instant ones only while their batch is handled. */
    private static final int INTERNAL_SLOTS = 512;

    private static final int LARGEST_LEASE = 128;
    /** Part of the time to stop that is kept for killing and reporting. */
    private static final Duration KILL_TIME = Duration.ofSeconds(4);
    /** A cancellation that is repeated while its process dies must not become a busy loop. */
    private static final Duration REPEATED_CANCELLATION = Duration.ofMillis(500);

    private final WorkerGateway gateway;
    private final Registration registration;
    private final Path directory;
    private final Path runs;
    private final ProcessSupervisor processes;
    private final InternalActions internal = new InternalActions();
    private final LiveLogs logs;
    private final Runner runner;
    private final ResultOutbox outbox;
    private final Places slots;
    private final Places internalSlots = new Places(INTERNAL_SLOTS);
    private final Map<Long, StopSignal> running = new ConcurrentHashMap<>();
    /** Native calls occupy their thread, so processes have platform threads; never more than slots. */
    private final ExecutorService processThreads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("attune-run-", 0).daemon().factory());

    private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Lane> takingWork;
    private final List<Lane> keepingTouch;
    private volatile boolean stopping;

    private Worker(
            WorkerConfig config,
            WorkerGateway gateway,
            Function<Supplier<WorkerSession>, PackFiles> packs,
            Map<String, String> environment,
            String incarnation)
            throws IOException {
        this.gateway = gateway;
        this.slots = new Places(config.slots());
        Files.createDirectories(config.artifacts());
        Files.createDirectories(config.environments());
        this.directory = config.directory();
        this.runs = prepared(directory, incarnation);
        this.processes = ProcessSupervisor.open(runs);
        var interpreters = new Interpreters(environment, config.sandbox().visible());
        this.registration = new Registration(
                gateway,
                new WorkerRegistration(
                        config.name(),
                        config.workerType(),
                        config.host(),
                        incarnation,
                        config.slots(),
                        Capabilities.of(config, interpreters.probe()),
                        config.inProcess()));
        this.logs = new LiveLogs((execution, stream, offset, bytes) ->
                gateway.appendLog(registration.session(), execution, stream, offset, bytes));
        this.runner = new Runner(
                config, runs, environment, packs.apply(registration::session), interpreters, internal, processes, logs);
        this.outbox = new ResultOutbox(gateway, registration::session, slots::patience);
        this.takingWork = List.of(
                new Lane("process-lane", () -> take(slots, false)),
                new Lane("internal-lane", () -> take(internalSlots, true)));
        this.keepingTouch =
                List.of(new Lane("cancellations", this::cancelWhatTheyAsk), new Lane("heartbeat", this::heartbeat));
    }

    /**
     * Starts a worker. It need not reach the platform yet.
     *
     * @param environment the worker's own; actions inherit a few variables of it
     * @throws IOException when its directory cannot be made, or this machine does not let it start processes
     */
    public static Worker start(
            WorkerConfig config, WorkerGateway gateway, PackFiles packs, Map<String, String> environment)
            throws IOException {
        return new Worker(
                config, gateway, _ -> packs, environment, UUID.randomUUID().toString());
    }

    /**
     * Starts a worker that has no pack directory of its own and fetches packs over the gateway.
     *
     * @param packCache where it keeps what it fetched
     * @throws IOException as {@link #start(WorkerConfig, WorkerGateway, PackFiles, Map)}
     */
    public static Worker startRemote(
            WorkerConfig config, WorkerGateway gateway, Path packCache, Map<String, String> environment)
            throws IOException {
        return new Worker(
                config,
                gateway,
                session -> new PackCache(packCache, packRef -> gateway.packArchive(session.get(), packRef)),
                environment,
                UUID.randomUUID().toString());
    }

    /**
     * Registers now, so that whoever started the worker hears of a refusal. A platform that does not answer yet is tried again by the
     * worker itself.
     *
     * @throws GatewayRefusedException when the platform does not take this worker
     */
    public void introduce() {
        try {
            var _ = registration.session();
        } catch (GatewayUnavailableException e) {
            LOG.warn("the platform does not answer yet, will retry cause={}", e.getMessage());
        }
    }

    /** A fresh directory for the runs of this incarnation; what a killed predecessor left is removed, for it may hold secrets. */
    private static Path prepared(Path directory, String incarnation) throws IOException {
        Files.createDirectories(directory);
        try (var old = Files.newDirectoryStream(directory, "runs-*")) {
            old.forEach(TemporaryDirectory::remove);
        }
        TemporaryDirectory.removeShared(directory);
        var runs = directory.toRealPath().resolve("runs-" + incarnation);
        TemporaryDirectory.create(runs);
        return runs;
    }

    /** One round of taking work: waits for a free place and then for runs, and hands them on. */
    private void take(Places places, boolean ofInternal) throws InterruptedException {
        outbox.awaitRoom();
        int free = places.take(LARGEST_LEASE);
        List<LeasedRun> leased = List.of();
        try {
            leased = lease(ofInternal ? 0 : free, ofInternal ? free : 0);
        } finally {
            places.giveBack(free - Math.min(free, leased.size()));
        }
        if (!leased.isEmpty()) {
            // Not in this thread: a stop interrupts it, and a run that was reported as started must get its process or
            // its end.
            var batch = leased;
            virtualThreads.execute(() -> start(batch, places));
        }
    }

    private List<LeasedRun> lease(int max, int maxInternal) {
        var session = registration.session();
        try {
            return gateway.lease(session, max, maxInternal, LONGEST_CALL);
        } catch (GatewayRefusedException e) {
            registration.lost(session);
            throw e;
        }
    }

    /** Every run of the batch holds one of {@code places}, and gives it back whatever happens. */
    private void start(List<LeasedRun> batch, Places places) {
        batch.forEach(run -> running.put(run.execution(), new StopSignal()));
        var allowed = allowedToStart(batch);
        var instant = new ArrayList<LeasedRun>();
        for (var run : batch) {
            if (!allowed.contains(run.execution())) {
                running.remove(run.execution());
                places.giveBack(1);
            } else if (!run.runtimeName().equals("internal")) {
                processThreads.execute(() -> runAlone(run, places));
            } else if (InternalActions.isInstant(run.actionRef())) {
                instant.add(run);
            } else {
                virtualThreads.execute(() -> runAlone(run, places));
            }
        }
        outbox.add(instant.stream().map(this::runToReport).toList());
        places.giveBack(instant.size());
    }

    /** Asks until the platform answers: after a lost answer nobody else knows whether these runs are ours. */
    private Set<Long> allowedToStart(List<LeasedRun> batch) {
        var allowed = batch.stream()
                .filter(LeasedRun::started)
                .map(LeasedRun::execution)
                .collect(Collectors.toSet());
        var asked = batch.stream()
                .filter(run -> !run.started())
                .map(LeasedRun::execution)
                .toList();
        var pause = Duration.ofMillis(50);
        while (!asked.isEmpty() && !stopping) {
            try {
                allowed.addAll(gateway.started(registration.session(), asked));
                break;
            } catch (GatewayRefusedException e) {
                LOG.warn("runs not started, the platform refuses executions={}", asked, e);
                break;
            } catch (RuntimeException e) {
                LOG.warn("starts not reported, will retry executions={}", asked, e);
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.compareTo(Duration.ofSeconds(2)) < 0 ? pause.multipliedBy(2) : pause;
            }
        }
        return allowed;
    }

    private void runAlone(LeasedRun run, Places places) {
        try {
            outbox.add(List.of(runToReport(run)));
        } finally {
            places.giveBack(1);
        }
    }

    private RunReport runToReport(LeasedRun run) {
        try {
            return runner.run(run, running.getOrDefault(run.execution(), new StopSignal()));
        } finally {
            running.remove(run.execution());
        }
    }

    private void cancelWhatTheyAsk() throws InterruptedException {
        var session = registration.session();
        try {
            if (!cancel(gateway.awaitCancellations(session, LONGEST_CALL))) {
                TimeUnit.NANOSECONDS.sleep(REPEATED_CANCELLATION.toNanos());
            }
        } catch (GatewayRefusedException e) {
            registration.lost(session);
            throw e;
        }
    }

    /** Answers whether any of them was news. */
    private boolean cancel(Set<Long> executions) {
        boolean news = executions.isEmpty();
        for (long execution : executions) {
            var signal = running.get(execution);
            if (signal != null && signal.reason() == null) {
                news = true;
                signal.request(StopSignal.Reason.CANCELLED);
            }
        }
        return news;
    }

    private void heartbeat() throws InterruptedException {
        var session = registration.session();
        TimeUnit.NANOSECONDS.sleep(session.heartbeatInterval().toNanos());
        try {
            var answer = gateway.heartbeat(session, new Heartbeat(running.size(), 0));
            if (answer.reregister()) {
                registration.lost(session);
            }
            cancel(answer.cancellations());
        } catch (GatewayRefusedException e) {
            registration.lost(session);
            throw e;
        }
    }

    /** How many runs are under way. */
    public int running() {
        return running.size();
    }

    /**
     * Takes no more work, lets runs end by themselves, ends the rest as {@code abandoned}, reports, says goodbye: within {@code limit}.
     * A second call does nothing.
     */
    public synchronized void stop(Duration limit) {
        if (stopping) {
            return;
        }
        stopping = true;
        long deadline = System.nanoTime() + limit.toNanos();
        takingWork.forEach(Lane::stop);
        if (!running.isEmpty()) {
            LOG.info("waiting for runs to end count={} limit={}", running.size(), limit.minus(KILL_TIME));
        }
        try {
            if (!idleBefore(deadline - KILL_TIME.toNanos())) {
                LOG.warn("stopping runs that did not end in time count={}", running.size());
                running.values().forEach(signal -> signal.request(StopSignal.Reason.WORKER_STOPS));
                if (!idleBefore(deadline - KILL_TIME.toNanos() / 2)) {
                    processes.close();
                    idleBefore(deadline - KILL_TIME.toNanos() / 4);
                }
            }
            outbox.flush(Duration.ofNanos(Math.max(KILL_TIME.toNanos() / 4, deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sayGoodbye();
    }

    private boolean idleBefore(long deadline) throws InterruptedException {
        return slots.awaitAllFree(deadline) && internalSlots.awaitAllFree(deadline);
    }

    private void sayGoodbye() {
        keepingTouch.forEach(Lane::stop);
        registration.known().ifPresent(session -> {
            try {
                gateway.deregister(session);
            } catch (RuntimeException e) {
                LOG.warn("the platform did not hear this worker's goodbye and will notice its silence", e);
            }
        });
        outbox.close();
        logs.close();
        processes.close();
        internal.close();
        processThreads.shutdownNow();
        virtualThreads.shutdownNow();
        TemporaryDirectory.remove(runs);
        TemporaryDirectory.removeShared(directory);
    }
}
