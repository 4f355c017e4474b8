package io.attune.server.drive.dispatch;

import io.attune.engine.execution.Cause;
import io.attune.engine.execution.ExecutionLifecycle;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.json.JsonWeight;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.Move;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.lease.PlacementStore;
import io.attune.store.workflow.TaskRunStore.HeldChild;
import io.attune.store.workflow.WorkflowRunStore;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates executions (runtime.md §2 steps 6 and 7): the rows, their places in the queue or what a workflow starts from, and the
 * announcements, in the caller's transaction. An idle worker is woken after the commit.
 */
@Singleton
public class Enqueue {
    private static final ExecutionStatus REJECTED =
            ExecutionLifecycle.next(ExecutionStatus.REQUESTED, Cause.REJECTED).orElseThrow();

    private final ExecutionStore executions;
    private final PlacementStore placements;
    private final WorkflowRunStore workflowRuns;
    private final Departures departures;
    private final Admission admission;
    private final Asking asking;
    private final WakeUps wakeUps;

    public Enqueue(
            ExecutionStore executions,
            PlacementStore placements,
            WorkflowRunStore workflowRuns,
            Departures departures,
            Admission admission,
            Asking asking,
            WakeUps wakeUps) {
        this.executions = executions;
        this.placements = placements;
        this.workflowRuns = workflowRuns;
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
        List<@Nullable Long> placed = new ArrayList<>(created.size());
        for (var execution : created) {
            placed.add(placement(tx, execution.start()));
        }
        var ids = executions.insert(tx, created, placed, by);
        List<Departures.Ready> ready = new ArrayList<>(created.size());
        List<AdmissionRound.Arrival> limited = new ArrayList<>();
        List<WorkflowRunStore.NewRun> workflows = new ArrayList<>();
        List<ExecutionId> asked = new ArrayList<>();
        List<Move> failed = new ArrayList<>();
        for (int i = 0; i < created.size(); i++) {
            var id = ids.get(i);
            var execution = created.get(i);
            switch (execution.start()) {
                case Start.Queue _ ->
                    sort(
                            execution,
                            new Departures.Ready(id, placed.get(i), JsonWeight.of(execution.parameters())),
                            ready,
                            limited);
                case Start.Workflow workflow -> {
                    workflows.add(new WorkflowRunStore.NewRun(id, execution.tenant(), workflow));
                    sort(execution, new Departures.Ready(id, null), ready, limited);
                }
                case Start.Held(Start.Workflow workflow) ->
                    workflows.add(new WorkflowRunStore.NewRun(id, execution.tenant(), workflow));
                case Start.Ask _ -> asked.add(id);
                case Start.Fail(var result) -> failed.add(new Move(id, ExecutionStatus.REQUESTED, REJECTED, result));
                case Start.Held _ -> {
                    // It waits to be released.
                }
            }
        }
        workflowRuns.insert(tx, workflows);
        announce(tx, null, ExecutionStatus.REQUESTED, ids);
        departures.go(tx, ready);
        admission.arrive(tx, limited);
        asking.ask(tx, asked, by);
        if (!failed.isEmpty()) {
            var moved = executions.move(tx, failed, Initiator.PLATFORM);
            announce(
                    tx,
                    ExecutionStatus.REQUESTED,
                    REJECTED,
                    failed.stream().map(Move::execution).toList());
            wakeUps.tasksEnded(tx, moved);
        }
        return ids;
    }

    private void sort(
            NewExecution execution,
            Departures.Ready run,
            List<Departures.Ready> ready,
            List<AdmissionRound.Arrival> limited) {
        admission
                .groupOf(
                        execution.tenant(),
                        execution.action(),
                        () -> SecretMarker.redacted(
                                execution.parameters(),
                                execution.secrets().stream()
                                        .map(SecretPlace::at)
                                        .toList()),
                        execution.origin().executor())
                .ifPresentOrElse(
                        group -> limited.add(new AdmissionRound.Arrival(group, run, execution.actionRef(), true)),
                        () -> ready.add(run));
    }

    /** What it asks of a worker; null when no worker runs it. */
    private @Nullable Long placement(Tx tx, Start start) {
        return switch (start) {
            case Start.Queue(var demands) -> placements.idOf(tx, demands);
            case Start.Held(var then) -> placement(tx, then);
            case Start.Workflow _, Start.Ask _, Start.Fail _ -> null;
        };
    }

    /** Lets executions start that were held. What waits for a person takes no slot: policies limit what works. */
    public void release(Tx tx, List<HeldChild> held) {
        List<Departures.Ready> ready = new ArrayList<>(held.size());
        List<AdmissionRound.Arrival> limited = new ArrayList<>();
        List<ExecutionId> asked = new ArrayList<>();
        for (HeldChild child : held) {
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

    private static void announce(
            Tx tx, @Nullable ExecutionStatus from, ExecutionStatus to, List<ExecutionId> executions) {
        Changes.announce(
                tx,
                new Change.ExecutionsMoved(
                        from, to, executions.stream().map(ExecutionId::value).toList()));
    }
}
