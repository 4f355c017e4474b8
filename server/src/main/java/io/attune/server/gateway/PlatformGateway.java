package io.attune.server.gateway;

import io.attune.engine.placement.Offer;
import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.WorkerId;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.drive.dispatch.Completion;
import io.attune.server.drive.dispatch.Leasing;
import io.attune.server.drive.dispatch.LostRuns;
import io.attune.server.drive.dispatch.Placements;
import io.attune.server.drive.dispatch.WakeUps;
import io.attune.server.drive.dispatch.WorkerRef;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.SqlState;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.LogStore;
import io.attune.store.worker.WorkerSessionStore;
import io.attune.store.worker.WorkerSessionStore.RegisteredWorker;
import io.attune.store.worker.WorkerSessionStore.Registration;
import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.GatewayUnavailableException;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.gateway.WorkerGateway;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;

/** The platform's side of the worker gateway. Any node answers any worker: what it remembers of one it can read again. */
@Singleton
public class PlatformGateway implements WorkerGateway {
    private static final Duration SAFETY_POLL = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final WorkerSessionStore workers;
    private final ExecutionStore executions;
    private final Leasing leasing;
    private final Completion completion;
    private final LostRuns lostRuns;
    private final Placements placements;
    private final WakeUps wakeUps;
    private final PackArchives archives;
    private final Duration heartbeatInterval;

    /** By incarnation. Only a cache, and what each worker was told to cancel. */
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    private record Session(WorkerRef worker, Set<Long> told) {}

    @Inject
    PlatformGateway(
            Transactions transactions,
            WorkerSessionStore workers,
            ExecutionStore executions,
            Leasing leasing,
            Completion completion,
            LostRuns lostRuns,
            Placements placements,
            WakeUps wakeUps,
            PackArchives archives,
            Settings settings) {
        this.transactions = transactions;
        this.workers = workers;
        this.executions = executions;
        this.leasing = leasing;
        this.completion = completion;
        this.lostRuns = lostRuns;
        this.placements = placements;
        this.wakeUps = wakeUps;
        this.archives = archives;
        this.heartbeatInterval = settings.get(ConfigKeys.WORKER_HEARTBEAT_INTERVAL);
    }

    @Override
    public WorkerSession register(WorkerRegistration registration) {
        return register(registration, (_, _) -> {});
    }

    private WorkerSession register(WorkerRegistration registration, BiConsumer<Tx, RegisteredWorker> record) {
        return answering(() -> {
            var registered = transactions.engine(tx -> {
                var row = workers.register(
                        tx,
                        new Registration(
                                registration.name(),
                                registration.workerType(),
                                registration.host(),
                                registration.incarnation(),
                                registration.slots(),
                                registration.capabilities()));
                lostRuns.settle(tx, row.id(), "The worker was started anew while it ran");
                announce(tx, row.id());
                record.accept(tx, row);
                return row;
            });
            placements.refresh();
            sessions.values().removeIf(session -> session.worker().id().equals(registered.id()));
            remember(registered);
            return new WorkerSession(
                    registered.id().value(), registered.name(), registered.incarnation(), heartbeatInterval);
        });
    }

    /**
     * As {@link #register} for a worker far away.
     *
     * @param record writes into the transaction of the registration who asked for it
     * @throws GatewayRefusedException if it asks for the name of a worker that lives inside a server
     */
    WorkerSession registerRemote(WorkerRegistration registration, BiConsumer<Tx, RegisteredWorker> record) {
        boolean taken = answering(() -> transactions.engine(tx -> workers.isLocal(tx, registration.name())));
        if (taken || registration.inProcess() || registration.workerType().equals("local")) {
            throw new GatewayRefusedException(
                    "'" + registration.name() + "' is the name of a worker inside a server, or claims to be one");
        }
        return register(registration, record);
    }

    private static void announce(Tx tx, WorkerId worker) {
        Changes.announce(tx, new Change.Rows("worker_updated", List.of(worker.value())));
    }

    private Session remember(RegisteredWorker registered) {
        var session = new Session(
                new WorkerRef(
                        registered.id(),
                        registered.name(),
                        registered.incarnation(),
                        Offer.of(registered.capabilities())),
                ConcurrentHashMap.newKeySet());
        sessions.put(registered.incarnation(), session);
        return session;
    }

    /** @throws GatewayRefusedException if another process holds the registration by now */
    private Session session(WorkerSession claimed) {
        var known = sessions.get(claimed.incarnation());
        if (known != null && known.worker().id().value() == claimed.workerId()) {
            return known;
        }
        return transactions
                .engine(tx -> workers.find(tx, new WorkerId(claimed.workerId())))
                .filter(row -> row.incarnation().equals(claimed.incarnation()))
                .map(this::remember)
                .orElseThrow(() -> new GatewayRefusedException(
                        "this worker is not registered, or another process registered under its name"));
    }

    @Override
    public List<LeasedRun> lease(WorkerSession session, int max, int maxInternal, Duration wait) {
        return answering(() -> {
            try {
                return leasing.lease(session(session).worker(), max, maxInternal, wait);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        });
    }

    @Override
    public Set<Long> started(WorkerSession session, List<Long> wanted) {
        return answering(() ->
                leasing
                        .start(
                                session(session).worker(),
                                wanted.stream().map(ExecutionId::new).toList())
                        .stream()
                        .map(ExecutionId::value)
                        .collect(Collectors.toSet()));
    }

    @Override
    public void appendLog(WorkerSession session, long execution, LogStream stream, long offset, byte[] bytes) {
        var _ = answering(() -> {
            completion.append(
                    session(session).worker(), new LogStore.Piece(new ExecutionId(execution), stream, offset, bytes));
            return true;
        });
    }

    @Override
    public void complete(WorkerSession session, List<RunReport> reports) {
        var _ = answering(() -> {
            var known = session(session);
            completeStorable(known.worker(), reports);
            reports.forEach(report -> known.told().remove(report.execution()));
            return true;
        });
    }

    /** @throws GatewayRefusedException if a value among the reports can never be stored: repeating them all would be in vain */
    private void completeStorable(WorkerRef worker, List<RunReport> reports) {
        try {
            completion.complete(worker, reports);
        } catch (DataAccessException e) {
            if (SqlState.isOfValue(e)) {
                throw new GatewayRefusedException("a value in the result cannot be stored");
            }
            throw e;
        }
    }

    @Override
    public HeartbeatAnswer heartbeat(WorkerSession session, Heartbeat heartbeat) {
        return answering(() -> transactions.engine(tx -> {
            var worker = new WorkerId(session.workerId());
            boolean known =
                    workers.heartbeat(tx, worker, session.incarnation(), heartbeat.running(), heartbeat.queueDepth());
            return known ? new HeartbeatAnswer(canceling(tx, worker), false) : new HeartbeatAnswer(Set.of(), true);
        }));
    }

    private Set<Long> canceling(Tx tx, WorkerId worker) {
        return executions.cancelingOn(tx, worker).stream()
                .map(ExecutionId::value)
                .collect(Collectors.toSet());
    }

    /** Answers each cancellation once; the heartbeat repeats them. */
    @Override
    public Set<Long> awaitCancellations(WorkerSession claimed, Duration wait) {
        return answering(() -> {
            var session = session(claimed);
            long end = System.nanoTime() + wait.toNanos();
            while (true) {
                long seen = wakeUps.cancels().seen();
                Set<Long> fresh = new HashSet<>(
                        transactions.engine(tx -> canceling(tx, session.worker().id())));
                fresh.removeAll(session.told());
                session.told().addAll(fresh);
                long left = end - System.nanoTime();
                if (!fresh.isEmpty() || left <= 0) {
                    return fresh;
                }
                try {
                    wakeUps.cancels().await(seen, Duration.ofNanos(Math.min(left, SAFETY_POLL.toNanos())));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return Set.of();
                }
            }
        });
    }

    @Override
    public InputStream packArchive(WorkerSession session, String packRef) throws IOException {
        return new ByteArrayInputStream(archives.archive(packRef));
    }

    @Override
    public void deregister(WorkerSession session) {
        var _ = answering(() -> {
            transactions.engineTask(tx -> {
                var worker = new WorkerId(session.workerId());
                if (workers.leave(tx, worker, session.incarnation())) {
                    lostRuns.giveBack(tx, worker, "The worker was stopped");
                    announce(tx, worker);
                }
            });
            sessions.remove(session.incarnation());
            return true;
        });
    }

    /** A database that does not answer is no reason to lose a report: the worker repeats the call. */
    private static <T> T answering(Supplier<T> call) {
        try {
            return call.get();
        } catch (DatabaseUnavailableException | DataAccessException e) {
            throw new GatewayUnavailableException("the platform cannot reach its database", e);
        }
    }
}
