package io.attune.server.execution;

import io.attune.model.execution.Execution;
import io.attune.model.id.ExecutionId;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.drive.dispatch.WakeUps;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.workflow.WorkflowInputStore;
import io.attune.store.workflow.WorkflowInputStore.Kind;
import io.attune.store.workflow.WorkflowPauseStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Pauses workflows and lets them go on (workflows.md §8): what runs ends, nothing new starts. */
@Singleton
public class Pauses {
    private final WorkflowPauseStore pauses;
    private final WorkflowInputStore inputs;
    private final WakeUps wakeUps;
    private final Audit audit;

    @Inject
    Pauses(WorkflowPauseStore pauses, WorkflowInputStore inputs, WakeUps wakeUps, Audit audit) {
        this.pauses = pauses;
        this.inputs = inputs;
        this.wakeUps = wakeUps;
        this.audit = audit;
    }

    /** Asking twice is no different from asking once. @throws AttuneException 409 for what cannot be paused */
    void set(Tx tx, Caller caller, Execution execution, boolean paused) {
        if (execution.paused() == null) {
            throw AttuneException.conflict("Execution " + execution.id() + " is no workflow");
        }
        if (execution.status().isTerminal()) {
            throw AttuneException.conflict("Execution " + execution.id() + " is over: it is "
                    + execution.status().wire());
        }
        var id = new ExecutionId(execution.id());
        if (!pauses.set(tx, id, paused)) {
            return;
        }
        inputs.tell(tx, List.of(id), paused ? Kind.PAUSE : Kind.RESUME, null);
        wakeUps.told(tx, List.of(id));
        audit.record(
                tx,
                caller,
                paused ? "execution.paused" : "execution.resumed",
                new Audit.Subject(
                        "execution", execution.id(), execution.summary().actionRef()));
    }
}
