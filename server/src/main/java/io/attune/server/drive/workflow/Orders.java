package io.attune.server.drive.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.workflow.ChildKey;
import io.attune.engine.workflow.Timer;
import io.attune.engine.workflow.WorkflowCommand;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.server.drive.dispatch.Cancellation;
import io.attune.server.drive.dispatch.Enqueue;
import io.attune.server.drive.dispatch.WakeUps;
import io.attune.server.drive.dispatch.WorkflowEnds;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.PastRun;
import io.attune.store.execution.PastRunStore;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.TaskRunStore;
import io.attune.store.workflow.WorkflowTimerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Does what was decided for a workflow, in the order of the commands; equal ones in a row together. */
@Singleton
final class Orders {
    /** A statement that creates children holds all of theirs in memory as text. */
    private static final int AT_ONCE = 500;

    private final TaskRunStore children;
    private final PastRunStore pastRuns;
    private final WorkflowTimerStore timers;
    private final SecretValueStore secretValues;
    private final Enqueue enqueue;
    private final Cancellation cancellation;
    private final WorkflowEnds ends;
    private final WakeUps wakeUps;

    @Inject
    Orders(
            TaskRunStore children,
            PastRunStore pastRuns,
            WorkflowTimerStore timers,
            SecretValueStore secretValues,
            Enqueue enqueue,
            Cancellation cancellation,
            WorkflowEnds ends,
            WakeUps wakeUps) {
        this.children = children;
        this.pastRuns = pastRuns;
        this.timers = timers;
        this.secretValues = secretValues;
        this.enqueue = enqueue;
        this.cancellation = cancellation;
        this.ends = ends;
        this.wakeUps = wakeUps;
    }

    /** @return whether the run may begin: nobody cancelled it meanwhile */
    boolean begin(Tx tx, StoredRun run) {
        return ends.begin(tx, run);
    }

    void carryOut(Tx tx, StoredRun run, ChildRuns childRuns, List<WorkflowCommand> commands) {
        List<NewExecution> created = new ArrayList<>();
        List<ChildKey> released = new ArrayList<>();
        Map<Timer, Instant> started = new LinkedHashMap<>();
        for (WorkflowCommand command : commands) {
            if (!(command instanceof WorkflowCommand.ReleaseChild)) {
                release(tx, run, released);
            }
            if (command instanceof WorkflowCommand.ReleaseChild || command instanceof WorkflowCommand.CancelChildren) {
                create(tx, created);
            }
            switch (command) {
                case WorkflowCommand.StartChild start -> created.add(childRuns.of(start));
                case WorkflowCommand.RetryChild retry -> created.add(again(tx, run, childRuns, retry));
                case WorkflowCommand.ReleaseChild(ChildKey child) -> released.add(child);
                case WorkflowCommand.StartTimer(Timer timer, Instant at) -> started.put(timer, at);
                case WorkflowCommand.CancelChildren(CancellationPolicy policy) -> cancelChildren(tx, run, policy);
                case WorkflowCommand.Finish(ExecutionStatus status, ObjectNode result, List<SecretPlace> secrets) -> {
                    started.clear();
                    end(tx, run, cause(status), result, secrets);
                }
                case WorkflowCommand.ReuseChildren reused -> reuse(tx, run, reused);
            }
        }
        create(tx, created);
        release(tx, run, released);
        if (!started.isEmpty()) {
            timers.insert(tx, run.execution(), run.tenant(), started);
            // Whoever looks after timers may sleep for longer than these take.
            tx.afterCommit(wakeUps.workflowTimers()::ring);
        }
    }

    /** Shows what an earlier run did among the children of this one (docs/adr/0018). */
    private void reuse(Tx tx, StoredRun run, WorkflowCommand.ReuseChildren reused) {
        Map<ExecutionStatus, List<Long>> shown = new EnumMap<>(ExecutionStatus.class);
        children.show(tx, run.origin(), run.earlier(), reused.task(), reused.iteration(), reused.items())
                .forEach(child -> shown.computeIfAbsent(child.status(), _ -> new ArrayList<>())
                        .add(child.execution().value()));
        List<Change> changes = new ArrayList<>();
        shown.forEach((status, ids) -> changes.add(new Change.ExecutionsMoved(null, status, ids)));
        Changes.announce(tx, changes);
    }

    private void create(Tx tx, List<NewExecution> created) {
        for (int from = 0; from < created.size(); from += AT_ONCE) {
            enqueue.enqueue(tx, created.subList(from, Math.min(created.size(), from + AT_ONCE)), Initiator.WORKFLOW);
        }
        created.clear();
    }

    private void release(Tx tx, StoredRun run, List<ChildKey> released) {
        if (released.isEmpty()) {
            return;
        }
        enqueue.release(tx, children.lockHeld(tx, run.execution(), released));
        released.clear();
    }

    /** The next attempt, with the secrets of the one before. */
    private NewExecution again(Tx tx, StoredRun run, ChildRuns childRuns, WorkflowCommand.RetryChild retry) {
        ChildKey key = retry.child();
        var earlier = new ChildKey(key.task(), key.iteration(), key.item(), key.attempt() - 1);
        PastRun before = pastRuns.findChild(tx, run.execution(), earlier)
                .orElseThrow(() -> new IllegalStateException(
                        "workflow " + run.execution() + " retries " + earlier + ", which it does not have"));
        return childRuns.again(retry, before);
    }

    void cancelChildren(Tx tx, StoredRun run, CancellationPolicy policy) {
        cancellation.cancelTasks(tx, children.living(tx, run.execution()), policy);
    }

    /** Ends the run: for whoever waits for it, it is an execution like others. */
    void end(Tx tx, StoredRun run, Cause cause, ObjectNode result, List<SecretPlace> secrets) {
        ObjectNode shown = (ObjectNode) SecretMarker.redacted(
                result, secrets.stream().map(SecretPlace::at).toList());
        Optional<ExecutionStatus> before = ends.move(tx, run.execution(), cause, shown);
        if (before.isEmpty()) {
            return;
        }
        if (before.get() != ExecutionStatus.CANCELING) {
            secretValues.insertAll(
                    tx,
                    NewSecret.of(
                            run.tenant(),
                            SecretHolder.EXECUTION_RESULT,
                            run.execution().value(),
                            secrets,
                            result));
        }
        timers.deleteAll(tx, run.execution());
    }

    private static Cause cause(ExecutionStatus status) {
        return switch (status) {
            case COMPLETED -> Cause.SUCCEEDED;
            case FAILED -> Cause.FAILED;
            case CANCELLED -> Cause.STOPPED;
            case TIMEOUT -> Cause.TIMED_OUT;
            case REQUESTED, SCHEDULING, SCHEDULED, RUNNING, CANCELING, ABANDONED ->
                throw new IllegalArgumentException("a workflow does not end as " + status.wire());
        };
    }
}
