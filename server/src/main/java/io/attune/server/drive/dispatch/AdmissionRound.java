package io.attune.server.drive.dispatch;

import io.attune.engine.admission.AdmissionDecider;
import io.attune.engine.admission.AdmissionDecision;
import io.attune.engine.admission.GroupState;
import io.attune.engine.admission.StartHistory;
import io.attune.engine.admission.Verdict;
import io.attune.engine.execution.Cause;
import io.attune.engine.execution.ExecutionLifecycle;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.admission.AdmissionGroupStore;
import io.attune.store.admission.AdmissionStore;
import io.attune.store.admission.AdmissionStore.Entry;
import io.attune.store.admission.AdmissionStore.History;
import io.attune.store.admission.AdmissionStore.Left;
import io.attune.store.admission.AdmissionStore.Standing;
import io.attune.store.admission.AdmissionStore.Starts;
import io.attune.store.admission.GroupRef;
import io.attune.store.admission.LockedGroup;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that one transaction means to the groups of policies, decided at its end. Used by one thread. */
final class AdmissionRound implements Tx.Closing {
    /** So many leave a line in one transaction; the rest follows in the next ones. */
    private static final int MOST_PROMOTED = 1_000;

    /** A group that was swept between two statements is made again; that it happens again and again is no coincidence. */
    private static final int ATTEMPTS = 3;

    /** Only a rate limit asks what time it is. */
    private static final Instant ANY_TIME = Instant.EPOCH;

    private final AdmissionGroupStore groups;
    private final AdmissionStore store;
    private final ExecutionStore executions;
    private final Departures departures;
    private final WakeUps wakeUps;
    private final InquiryEnds inquiries;
    private final Map<GroupRef, List<Arrival>> arrivals = new LinkedHashMap<>();
    private final List<ExecutionId> leaving = new ArrayList<>();
    private final Set<AdmissionGroupId> known = new LinkedHashSet<>();

    // What follows from the decisions.
    private final Map<AdmissionGroupId, Integer> promoted = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Standing> standings = new ArrayList<>();
    private final List<Starts> starts = new ArrayList<>();
    private final List<Departures.Ready> admitted = new ArrayList<>();
    private final List<Move> refused = new ArrayList<>();
    /** Those of them about whom somebody may have asked before. */
    private final List<ExecutionId> refusedLate = new ArrayList<>();

    /**
     * A run that wants to go.
     *
     * @param isNew whether it was created in this transaction
     */
    record Arrival(GroupRef group, Departures.Ready run, String actionRef, boolean isNew) {}

    AdmissionRound(
            AdmissionGroupStore groups,
            AdmissionStore store,
            ExecutionStore executions,
            Departures departures,
            WakeUps wakeUps,
            InquiryEnds inquiries) {
        this.groups = groups;
        this.store = store;
        this.executions = executions;
        this.departures = departures;
        this.wakeUps = wakeUps;
        this.inquiries = inquiries;
    }

    void arrive(List<Arrival> coming) {
        for (Arrival arrival : coming) {
            arrivals.computeIfAbsent(arrival.group(), _ -> new ArrayList<>()).add(arrival);
        }
    }

    /** Forgets that a run wants to go: it is over. */
    void withdraw(ExecutionId execution) {
        arrivals.values()
                .forEach(coming ->
                        coming.removeIf(arrival -> arrival.run().execution().equals(execution)));
        arrivals.values().removeIf(List::isEmpty);
    }

    void leave(AdmissionGroupId group, ExecutionId execution) {
        known.add(group);
        leaving.add(execution);
    }

    void look(Collection<AdmissionGroupId> groups) {
        known.addAll(groups);
    }

    @Override
    public void close(Tx tx) {
        if (arrivals.isEmpty() && known.isEmpty()) {
            return;
        }
        List<LockedGroup> groups = lock(tx);
        Map<AdmissionGroupId, Left> left = leaving.isEmpty() ? Map.of() : store.leave(tx, leaving);
        History history = history(tx, groups);
        for (LockedGroup group : groups) {
            decide(group, left.getOrDefault(group.id(), Left.NONE), history);
        }
        List<Departures.Ready> ready = new ArrayList<>();
        if (!promoted.isEmpty()) {
            store.promote(tx, promoted)
                    .forEach(head -> ready.add(new Departures.Ready(head.execution(), head.placement())));
        }
        store.write(tx, entries, standings);
        store.writeStarts(tx, starts, history.now());
        ready.addAll(admitted);
        departures.go(tx, ready);
        cancelRefused(tx);
        if (standings.stream().anyMatch(standing -> standing.due().isPresent())) {
            tx.afterCommit(wakeUps.lines()::raise);
        }
    }

    private List<LockedGroup> lock(Tx tx) {
        List<LockedGroup> locked = new ArrayList<>(groups.lock(tx, arrivals.keySet(), known));
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Set<GroupRef> missing = new LinkedHashSet<>(arrivals.keySet());
            locked.forEach(group -> missing.remove(group.ref()));
            if (missing.isEmpty()) {
                return locked;
            }
            locked.addAll(groups.lock(tx, missing, List.of()));
        }
        throw new IllegalStateException("groups of policies vanish while they are being locked");
    }

    private History history(Tx tx, List<LockedGroup> groups) {
        List<LockedGroup> rated =
                groups.stream().filter(group -> group.limits().rate() != null).toList();
        if (rated.isEmpty()) {
            return new History(ANY_TIME, Map.of());
        }
        Map<AdmissionGroupId, Integer> most = new HashMap<>();
        rated.forEach(group -> most.put(
                group.id(),
                Math.min(group.waiting(), MOST_PROMOTED) + comingTo(group).size()));
        return store.history(tx, rated, most);
    }

    private List<Arrival> comingTo(LockedGroup group) {
        return arrivals.getOrDefault(group.ref(), List.of());
    }

    private void decide(LockedGroup group, Left left, History history) {
        StartHistory past = history.byGroup().getOrDefault(group.id(), new StartHistory(group.starts(), Map.of()));
        List<Arrival> coming = comingTo(group);
        AdmissionDecision decision = AdmissionDecider.decide(
                group.limits(),
                new GroupState(group.active() - left.active(), group.waiting() - left.waiting(), past),
                history.now(),
                coming.size(),
                MOST_PROMOTED);
        GroupState state = decision.state();
        if (decision.promoted() > 0) {
            promoted.put(group.id(), decision.promoted());
        }
        for (int i = 0; i < coming.size(); i++) {
            arrived(group, state, coming.get(i), decision.verdicts().get(i));
        }
        standings.add(new Standing(
                group.id(), state.active(), state.waiting(), state.history().count(), decision.due()));
        var rate = group.limits().rate();
        if (rate != null && state.history().count() > group.starts()) {
            starts.add(new Starts(group, group.starts(), state.history().count(), rate.maxExecutions()));
        }
    }

    private void arrived(LockedGroup group, GroupState state, Arrival arrival, Verdict verdict) {
        var execution = arrival.run().execution();
        if (verdict.isRefusal()) {
            refused.add(new Move(
                    execution,
                    ExecutionStatus.REQUESTED,
                    ExecutionLifecycle.next(ExecutionStatus.REQUESTED, Cause.REFUSED)
                            .orElseThrow(),
                    AdmissionRefusal.result(group, state, arrival.actionRef(), verdict)));
            if (!arrival.isNew()) {
                refusedLate.add(execution);
            }
            return;
        }
        boolean waits = verdict == Verdict.WAITS;
        entries.add(new Entry(
                group.id(),
                group.ref().tenant(),
                execution,
                arrival.isNew(),
                arrival.run().placement(),
                waits ? group.queueTimeout() : null));
        if (!waits) {
            admitted.add(arrival.run());
        }
    }

    private void cancelRefused(Tx tx) {
        if (refused.isEmpty()) {
            return;
        }
        var moved = executions.move(tx, refused, Initiator.PLATFORM);
        Changes.announce(
                tx,
                new Change.ExecutionsMoved(
                        ExecutionStatus.REQUESTED,
                        ExecutionStatus.CANCELLED,
                        moved.stream().map(move -> move.execution().value()).toList()));
        wakeUps.tasksEnded(tx, moved);
        // The groups are locked already. No circle: who waits for an inquiry has its execution.
        inquiries.cancelOf(tx, refusedLate, Initiator.PLATFORM);
    }
}
