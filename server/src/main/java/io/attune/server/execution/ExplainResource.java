package io.attune.server.execution;

import io.attune.engine.explain.Explanation;
import io.attune.engine.explain.Explanations;
import io.attune.engine.explain.Explanations.Situation;
import io.attune.engine.explain.WorkerSearch;
import io.attune.engine.placement.Offer;
import io.attune.engine.workflow.Note;
import io.attune.engine.workflow.StateJson;
import io.attune.engine.workflow.TaskReasons;
import io.attune.engine.workflow.TaskReasons.TaskReason;
import io.attune.engine.workflow.Variables;
import io.attune.engine.workflow.WorkflowState;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.WireEnum;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Data;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.admission.WaitingStore;
import io.attune.store.execution.TimelineStore;
import io.attune.store.execution.TimelineStore.Entry;
import io.attune.store.lease.PlacementStore;
import io.attune.store.worker.WorkerSessionStore;
import io.attune.store.workflow.WorkflowRunStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Why an execution has not started, goes on, or ended as it did (ui.md §6.6). */
@Path("/api/v1/executions/{id}/explain")
@Tag(name = "executions")
@RunOnVirtualThread
public class ExplainResource {
    /** Enough for the last word about every task, unless loops have gone round since. */
    private static final int DECISIONS = 1_000;

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final ExecutionAccess access;
    private final TimelineStore timelines;
    private final WorkflowRunStore runs;
    private final PlacementStore placements;
    private final WorkerSessionStore workers;
    private final WaitingStore lines;

    @Inject
    ExplainResource(
            Transactions transactions,
            CurrentCaller caller,
            ExecutionAccess access,
            TimelineStore timelines,
            WorkflowRunStore runs,
            PlacementStore placements,
            WorkerSessionStore workers,
            WaitingStore lines) {
        this.transactions = transactions;
        this.caller = caller;
        this.access = access;
        this.timelines = timelines;
        this.runs = runs;
        this.placements = placements;
        this.workers = workers;
        this.lines = lines;
    }

    @GET
    @Permit(resource = "executions", action = "read")
    @Operation(
            operationId = "explain_execution",
            summary = "Why an execution has not started, goes on, or ended as it did; for workflows of each task")
    public Data<ExplanationView> explain(@PathParam("id") long id) {
        var by = caller.get();
        Read read = transactions.tenant(by.scope(), tx -> {
            Execution execution = access.getReadable(tx, by, id);
            return new Read(
                    execution,
                    timelines
                            .nextAttempt(tx, by.scope(), new ExecutionId(id))
                            .map(ExecutionId::value)
                            .orElse(null),
                    timelines.cancelledBy(tx, by.scope(), new ExecutionId(id)).orElse(null),
                    tasks(tx, execution),
                    policy(tx, by, execution));
        });
        Execution execution = read.execution();
        var situation = new Situation(
                execution.status(),
                execution.paused() != null,
                Boolean.TRUE.equals(execution.paused()),
                execution.summary().workflowTask(),
                execution.result(),
                execution.retry(),
                read.nextAttempt(),
                read.cancelledBy(),
                read.policy().or(() -> wait(execution)));
        return Data.of(ExplanationView.of(id, execution.status(), Explanations.of(situation), read.tasks()));
    }

    private record Read(
            Execution execution,
            @Nullable Long nextAttempt,
            @Nullable String cancelledBy,
            @Nullable List<TaskReason> tasks,
            Optional<Explanation> policy) {}

    private Optional<Explanation> policy(Tx tx, Caller by, Execution execution) {
        return execution.status() == ExecutionStatus.REQUESTED
                ? lines.find(tx, by.scope(), new ExecutionId(execution.id()))
                        .map(waiting -> Explanation.of(
                                "It waits: " + AdmissionView.of(waiting).sentence(),
                                "wait, raise the limits of the policy, or cancel what runs under it"))
                : Optional.empty();
    }

    /** What keeps an execution that no policy holds: a worker, or its workflow. Whatever else can hold one up is asked for before it. */
    private Optional<Explanation> wait(Execution execution) {
        if (execution.status() != ExecutionStatus.REQUESTED || execution.paused() != null) {
            return Optional.empty();
        }
        // Workers and placements are nobody's; what is told of them is what a run without a worker fails with, too.
        return transactions
                .engine(tx -> placements
                        .findQueued(tx, new ExecutionId(execution.id()))
                        .map(demands -> WorkerSearch.explain(demands, candidates(tx))))
                .or(() -> execution.summary().workflowTask() == null
                        ? Optional.empty()
                        : Optional.of(Explanation.of(
                                "Its workflow holds it back: other items of its task come first, or it is paused")));
    }

    private List<WorkerSearch.Candidate> candidates(Tx tx) {
        return workers.list(tx).stream()
                .map(worker -> new WorkerSearch.Candidate(
                        worker.name(), worker.active(), worker.cordoned(), Offer.of(worker.capabilities())))
                .toList();
    }

    private @Nullable List<TaskReason> tasks(Tx tx, Execution execution) {
        if (execution.paused() == null) {
            return null;
        }
        var id = new ExecutionId(execution.id());
        var plan = runs.findDefinition(tx, id)
                .flatMap(definition -> WorkflowReader.read(definition).plan());
        if (plan.isEmpty()) {
            return List.of();
        }
        // Its variables, some of which may be secret, are of no interest here.
        WorkflowState state = runs.findCore(tx, id)
                .map(core -> StateJson.read(core, Variables.NONE))
                .orElse(WorkflowState.NEW);
        List<Note> notes = timelines.decisions(tx, id, DECISIONS).stream()
                .map(ExplainResource::note)
                .toList();
        return TaskReasons.of(plan.get(), state, notes, timelines.errors(tx, id));
    }

    private static Note note(Entry entry) {
        return new Note(
                entry.task(),
                Objects.requireNonNullElse(entry.iteration(), 0),
                WireEnum.find(Note.Kind.class, entry.kind()).orElse(Note.Kind.REMARK),
                Objects.requireNonNullElse(entry.reason(), ""),
                entry.evidence());
    }
}
