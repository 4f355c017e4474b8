package io.attune.server.drive.dispatch;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.lease.PlacementStore;
import io.attune.store.workflow.WorkflowRunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes new executions and what workflows among them start from, and announces them. What happens to them then is the caller's business. */
@Singleton
public class Creation {
    private final ExecutionStore executions;
    private final PlacementStore placements;
    private final WorkflowRunStore workflowRuns;

    @Inject
    public Creation(ExecutionStore executions, PlacementStore placements, WorkflowRunStore workflowRuns) {
        this.executions = executions;
        this.placements = placements;
        this.workflowRuns = workflowRuns;
    }

    /** @param placement what it asks of a worker; null when no worker runs it */
    record Created(ExecutionId execution, @Nullable Long placement) {}

    /** @return them, in the order of {@code wanted} */
    List<Created> create(Tx tx, List<NewExecution> wanted, Initiator by) {
        List<@Nullable Long> placed = new ArrayList<>(wanted.size());
        for (NewExecution execution : wanted) {
            placed.add(placement(tx, execution.start()));
        }
        List<ExecutionId> ids = executions.insert(tx, wanted, placed, by);
        List<Created> created = new ArrayList<>(ids.size());
        List<WorkflowRunStore.NewRun> workflows = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            ExecutionId id = ids.get(i);
            created.add(new Created(id, placed.get(i)));
            if (onceReleased(wanted.get(i).start()) instanceof Start.Workflow workflow) {
                workflows.add(new WorkflowRunStore.NewRun(id, wanted.get(i).tenant(), workflow));
            }
        }
        workflowRuns.insert(tx, workflows);
        Changes.announce(
                tx,
                new Change.ExecutionsMoved(
                        null,
                        ExecutionStatus.REQUESTED,
                        ids.stream().map(ExecutionId::value).toList()));
        return created;
    }

    private @Nullable Long placement(Tx tx, Start start) {
        return switch (start) {
            case Start.Queue(var demands) -> placements.idOf(tx, demands);
            case Start.Held(var then) -> placement(tx, then);
            case Start.Workflow _, Start.Ask _, Start.Fail _ -> null;
        };
    }

    private static Start onceReleased(Start start) {
        return start instanceof Start.Held(var then) ? then : start;
    }
}
