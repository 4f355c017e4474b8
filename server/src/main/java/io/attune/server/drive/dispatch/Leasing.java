package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.execution.Cause;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.WorkerId;
import io.attune.model.json.JsonWeight;
import io.attune.server.auth.RunAuthority;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ClaimStore;
import io.attune.store.execution.ClaimedRun;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.RunBackingStore;
import io.attune.store.execution.RunState;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.runtime.internal.InternalActions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hands runs to workers (design.md §4 step 5): one transaction for as many as the worker takes. */
@Singleton
public class Leasing {
    /** A waiting worker looks into the queue this often even if nobody wakes it. */
    private static final Duration SAFETY_POLL = Duration.ofSeconds(2);

    private final Transactions transactions;
    private final ClaimStore claims;
    private final ExecutionStore executions;
    private final Placements placements;
    private final WakeUps wakeUps;
    private final Transitions transitions;
    private final RunKeyReader keys;
    private final RunAssembly assembly;
    private final RunAuthority authority;
    private final RunBackingStore backings = new RunBackingStore();

    /** Where the latest claim left nothing: until the queue is raised again, there is no need to look. */
    private final Map<Lane, Look> emptied = new ConcurrentHashMap<>();

    /** The latest call of each process for runs, while it lasts. */
    private final Map<Asker, QueueSignal.Call> calls = new ConcurrentHashMap<>();

    /** One of the ways in which a worker asks for runs. */
    private record Lane(WorkerId worker, boolean process, boolean internal) {}

    private record Asker(String incarnation, Lane lane) {}

    /**
     * A look into the queue.
     *
     * @param at a reading of the clock for durations
     */
    private record Look(String incarnation, Placements.Fitting wanted, QueueSignal.Seen seen, long at) {}

    @Inject
    Leasing(
            Transactions transactions,
            ClaimStore claims,
            ExecutionStore executions,
            Placements placements,
            WakeUps wakeUps,
            Transitions transitions,
            RunKeyReader keys,
            RunAssembly assembly,
            RunAuthority authority) {
        this.transactions = transactions;
        this.claims = claims;
        this.executions = executions;
        this.placements = placements;
        this.wakeUps = wakeUps;
        this.transitions = transitions;
        this.keys = keys;
        this.assembly = assembly;
        this.authority = authority;
    }

    /**
     * Up to {@code max} runs that need a process and {@code maxInternal} that need none, as soon as there is one; nothing after
     * {@code wait}. A process asks for each of the two once at a time: if it asks again, its connection broke, and the earlier call looks for
     * nothing more.
     */
    public List<LeasedRun> lease(WorkerRef worker, int max, int maxInternal, Duration wait)
            throws InterruptedException {
        var asker = new Asker(worker.incarnation(), new Lane(worker.id(), max > 0, maxInternal > 0));
        var call = new QueueSignal.Call();
        var earlier = calls.put(asker, call);
        if (earlier != null) {
            wakeUps.queued().replace(earlier);
        }
        try {
            return lease(worker, asker.lane(), call, max, maxInternal, System.nanoTime() + wait.toNanos());
        } finally {
            calls.remove(asker, call);
        }
    }

    private List<LeasedRun> lease(
            WorkerRef worker, Lane lane, QueueSignal.Call call, int max, int maxInternal, long end)
            throws InterruptedException {
        var look = emptied.remove(lane);
        if (look != null && !look.incarnation().equals(worker.incarnation())) {
            look = null;
        }
        while (true) {
            if (look != null) {
                var given = given(worker, call, look, end);
                if (!given.isEmpty()) {
                    emptied.put(lane, look);
                    return given;
                }
            }
            if (call.isReplaced()) {
                return List.of();
            }
            look = look(worker, lane);
            var claimed = claim(worker, look.wanted(), max, maxInternal);
            if (!claimed.isEmpty() && isAll(claimed, max, maxInternal)) {
                emptied.put(lane, look);
            }
            var runs = assembled(claimed);
            if (!runs.isEmpty() || end - System.nanoTime() <= 0) {
                return runs;
            }
        }
    }

    private Look look(WorkerRef worker, Lane lane) {
        var seen = wakeUps.queued().seen();
        var fitting = placements.fitting(worker.offer());
        var wanted = new Placements.Fitting(
                lane.process() ? fitting.process() : List.of(), lane.internal() ? fitting.internal() : List.of());
        return new Look(worker.incarnation(), wanted, seen, System.nanoTime());
    }

    /** Waits for the next look. @return what came past the queue meanwhile */
    private List<LeasedRun> given(WorkerRef worker, QueueSignal.Call call, Look look, long end)
            throws InterruptedException {
        long until = Math.min(end, look.at() + SAFETY_POLL.toNanos());
        var waiting = new QueueSignal.Waiting(worker, call, look.wanted(), look.seen());
        var given = wakeUps.queued().await(waiting, Duration.ofNanos(until - System.nanoTime()));
        // Who stops a worker interrupts its wait; the run that it was given meanwhile still needs the database.
        boolean interrupted = Thread.interrupted();
        try {
            return assembled(given.stream().toList());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether there was surely no more to claim: far less than could be taken, in number and in size. */
    private static boolean isAll(List<ClaimedRun> claimed, int max, int maxInternal) {
        long internal = claimed.stream()
                .filter(run -> run.status() == ExecutionStatus.RUNNING)
                .count();
        long process = claimed.size() - internal;
        long size = claimed.stream()
                .mapToLong(run -> JsonWeight.of(run.parameters()))
                .sum();
        return internal <= maxInternal / 2 && process <= max / 2 && size <= ClaimStore.AT_ONCE / 2;
    }

    private List<ClaimedRun> claim(WorkerRef worker, Placements.Fitting wanted, int max, int maxInternal) {
        if (wanted.process().isEmpty() && wanted.internal().isEmpty()) {
            return List.of();
        }
        return transactions.engine(tx -> {
            List<ClaimedRun> all = new ArrayList<>();
            all.addAll(claims.claim(tx, worker.taker(true), wanted.internal(), maxInternal));
            all.addAll(claims.claim(tx, worker.taker(false), wanted.process(), max));
            announce(tx, all);
            if (all.stream().allMatch(run -> InternalActions.isInstant(run.actionRef()))) {
                // Running them again does no harm: should a crash of the database undo this, they are taken anew.
                tx.commitLazily();
            }
            return all;
        });
    }

    private List<LeasedRun> assembled(List<ClaimedRun> claimed) {
        var refused = refused(claimed);
        var keysOfRuns = keys.read(claimed);
        List<LeasedRun> runs = new ArrayList<>(claimed.size());
        List<Unfit> unfit = new ArrayList<>();
        for (var run : claimed) {
            var reason = refused.get(run.execution());
            if (reason != null) {
                unfit.add(new Unfit(run, reason));
                continue;
            }
            switch (assembly.assemble(run, keysOfRuns.getOrDefault(run.execution(), RunKeys.NONE))) {
                case Assembled.Ready(LeasedRun ready) -> runs.add(ready);
                case Assembled.Broken found -> unfit.add(new Unfit(found.run(), found.error()));
            }
        }
        if (!unfit.isEmpty()) {
            transactions.engineTask(tx -> fail(tx, unfit));
        }
        return runs;
    }

    private record Unfit(ClaimedRun run, String reason) {}

    /**
     * Why runs may not have the permission sets they ask for, by run (SEC-8): whoever set them up may have lost the rights since. Most runs
     * ask for none, or for {@code standard} only, and cost nothing here.
     */
    private Map<ExecutionId, String> refused(List<ClaimedRun> claimed) {
        var asking = claimed.stream()
                .filter(run -> RunAuthority.needsBacking(run.permissionSetRefs()))
                .toList();
        if (asking.isEmpty()) {
            return Map.of();
        }
        return transactions.engine(tx -> {
            Map<ExecutionId, String> refused = new HashMap<>();
            for (var run : asking) {
                backings.find(tx, run.execution())
                        .map(backed -> authority.of(tx, backed, run.permissionSetRefs()))
                        .ifPresent(answer -> {
                            if (answer instanceof RunAuthority.Answer.Withdrawn(var reason)) {
                                refused.put(run.execution(), reason);
                            }
                        });
            }
            return refused;
        });
    }

    private static void announce(Tx tx, List<ClaimedRun> claimed) {
        List<Change> changes = new ArrayList<>();
        for (var status : List.of(ExecutionStatus.SCHEDULED, ExecutionStatus.RUNNING)) {
            changes.add(new Change.ExecutionsMoved(
                    ExecutionStatus.REQUESTED,
                    status,
                    claimed.stream()
                            .filter(run -> run.status() == status)
                            .map(run -> run.execution().value())
                            .toList()));
        }
        Changes.announce(tx, changes);
    }

    private void fail(Tx tx, List<Unfit> unfit) {
        Map<ExecutionId, RunState> locked =
                executions
                        .lock(
                                tx,
                                unfit.stream().map(one -> one.run().execution()).toList())
                        .stream()
                        .collect(Collectors.toMap(RunState::execution, Function.identity()));
        var moves = new Moves();
        for (var one : unfit) {
            var state = locked.get(one.run().execution());
            // Another worker may have it by now.
            if (state != null && state.attempt() == one.run().attempt()) {
                moves.add(
                        state,
                        Cause.FAILED,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("succeeded", false)
                                .put("error", one.reason()));
            }
        }
        transitions.write(tx, moves, Initiator.PLATFORM);
    }

    /**
     * Notes that processes are about to start.
     *
     * @return those that may: still given to this worker and not cancelled
     */
    public Set<ExecutionId> start(WorkerRef worker, List<ExecutionId> wanted) {
        return transactions.engine(tx -> {
            var started = executions.start(tx, worker.id(), wanted, worker.initiator());
            Changes.announce(
                    tx,
                    new Change.ExecutionsMoved(
                            ExecutionStatus.SCHEDULED,
                            ExecutionStatus.RUNNING,
                            started.stream().map(ExecutionId::value).toList()));
            Set<ExecutionId> running = new HashSet<>(started);
            if (running.size() < wanted.size()) {
                // A repeated call finds some running already.
                running.addAll(executions.runningOn(tx, worker.id(), wanted));
            }
            return running;
        });
    }
}
