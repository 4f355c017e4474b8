package io.attune.server.drive.dispatch;

import io.attune.engine.execution.Cause;
import io.attune.engine.execution.ExecutionLifecycle;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.json.JsonWeight;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.store.Tx;
import io.attune.store.admission.GroupRef;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.HeldRun;
import io.attune.store.execution.Move;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Start;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates executions (runtime.md §2 steps 6 and 7): the rows, their places in the queue or what a workflow starts from, and the
 * announcements, in the caller's transaction. An idle worker is woken after the commit, or has a run that comes alone by then.
 */
@Singleton
public class Enqueue {
    private static final ExecutionStatus REJECTED =
            ExecutionLifecycle.next(ExecutionStatus.REQUESTED, Cause.REJECTED).orElseThrow();

    private final Creation creation;
    private final HandOver handOver;
    private final ExecutionStore executions;
    private final Departures departures;
    private final Admission admission;
    private final Asking asking;
    private final WakeUps wakeUps;

    public Enqueue(
            Creation creation,
            HandOver handOver,
            ExecutionStore executions,
            Departures departures,
            Admission admission,
            Asking asking,
            WakeUps wakeUps) {
        this.creation = creation;
        this.handOver = handOver;
        this.executions = executions;
        this.departures = departures;
        this.admission = admission;
        this.asking = asking;
        this.wakeUps = wakeUps;
    }

    /**
     * Creates all of them, in a fixed number of statements however many they are. Those under a policy go, or wait, when the
     * transaction ends.
     *
     * @param by who asked for them
     * @return the ids, in the order of {@code created}
     */
    public List<ExecutionId> enqueue(Tx tx, List<NewExecution> created, Initiator by) {
        if (created.isEmpty()) {
            return List.of();
        }
        if (created.size() == 1 && group(created.getFirst()).isEmpty()) {
            var given = handOver.give(tx, created.getFirst(), by);
            if (given.isPresent()) {
                return List.of(given.get());
            }
        }
        var made = creation.create(tx, created, by);
        List<Departures.Ready> ready = new ArrayList<>(created.size());
        List<AdmissionRound.Arrival> limited = new ArrayList<>();
        List<ExecutionId> asked = new ArrayList<>();
        List<Move> failed = new ArrayList<>();
        for (int i = 0; i < created.size(); i++) {
            var id = made.get(i).execution();
            var execution = created.get(i);
            switch (execution.start()) {
                case Start.Queue _ ->
                    sort(
                            execution,
                            new Departures.Ready(id, made.get(i).placement(), JsonWeight.of(execution.parameters())),
                            ready,
                            limited);
                case Start.Workflow _ -> sort(execution, new Departures.Ready(id, null), ready, limited);
                case Start.Ask _ -> asked.add(id);
                case Start.Fail(var result) -> failed.add(new Move(id, ExecutionStatus.REQUESTED, REJECTED, result));
                case Start.Held _ -> {
                    // It waits to be released.
                }
            }
        }
        departures.go(tx, ready);
        admission.arrive(tx, limited);
        asking.ask(tx, asked, by);
        if (!failed.isEmpty()) {
            var moved = executions.move(tx, failed, Initiator.PLATFORM);
            Changes.announce(
                    tx,
                    new Change.ExecutionsMoved(
                            ExecutionStatus.REQUESTED,
                            REJECTED,
                            failed.stream()
                                    .map(move -> move.execution().value())
                                    .toList()));
            wakeUps.tasksEnded(tx, moved);
        }
        return made.stream().map(Creation.Created::execution).toList();
    }

    private void sort(
            NewExecution execution,
            Departures.Ready run,
            List<Departures.Ready> ready,
            List<AdmissionRound.Arrival> limited) {
        group(execution)
                .ifPresentOrElse(
                        group -> limited.add(new AdmissionRound.Arrival(group, run, execution.actionRef(), true)),
                        () -> ready.add(run));
    }

    private Optional<GroupRef> group(NewExecution execution) {
        return admission.groupOf(
                execution.tenant(),
                execution.action(),
                () -> SecretMarker.redacted(
                        execution.parameters(),
                        execution.secrets().stream().map(SecretPlace::at).toList()),
                execution.origin().executor());
    }

    /** Lets executions start that were held. What waits for a person takes no slot: policies limit what works. */
    public void release(Tx tx, List<HeldRun> held) {
        List<Departures.Ready> ready = new ArrayList<>(held.size());
        List<AdmissionRound.Arrival> limited = new ArrayList<>();
        List<ExecutionId> asked = new ArrayList<>();
        for (HeldRun child : held) {
            if (!child.workflow() && child.placement() == null) {
                asked.add(child.execution());
                continue;
            }
            var run = new Departures.Ready(child.execution(), child.placement());
            admission
                    .groupOf(child.tenant(), child.action(), child::parameters, child.executor())
                    .ifPresentOrElse(
                            group -> limited.add(new AdmissionRound.Arrival(group, run, child.actionRef(), false)),
                            () -> ready.add(run));
        }
        departures.go(tx, ready);
        admission.arrive(tx, limited);
        asking.ask(tx, asked, Initiator.WORKFLOW);
    }
}
