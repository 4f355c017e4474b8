package io.attune.server.drive.dispatch;

import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.lease.QueueStore;
import io.attune.store.workflow.WorkflowInputStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets executions go: into the queue what workers run, to its start what the engine runs. An idle worker is woken after the commit. */
@Singleton
public class Departures {
    private final QueueStore queue;
    private final WorkflowInputStore workflowInputs;
    private final WakeUps wakeUps;

    @Inject
    public Departures(QueueStore queue, WorkflowInputStore workflowInputs, WakeUps wakeUps) {
        this.queue = queue;
        this.workflowInputs = workflowInputs;
        this.wakeUps = wakeUps;
    }

    /**
     * An execution that may go.
     *
     * @param placement what it asks of a worker; null for a workflow
     * @param bytes about how much memory its parameters take; null when its row must tell
     */
    record Ready(
            ExecutionId execution,
            @Nullable Long placement,
            @Nullable Long bytes) {
        Ready(ExecutionId execution, @Nullable Long placement) {
            this(execution, placement, null);
        }
    }

    void go(Tx tx, List<Ready> ready) {
        List<QueueStore.Entry> entries = new ArrayList<>(ready.size());
        List<ExecutionId> workflows = new ArrayList<>();
        for (Ready one : ready) {
            Long placement = one.placement();
            if (placement == null) {
                workflows.add(one.execution());
            } else {
                entries.add(new QueueStore.Entry(one.execution(), placement, one.bytes()));
            }
        }
        workflowInputs.tell(tx, workflows, WorkflowInputStore.Kind.START, null);
        wakeUps.told(tx, workflows);
        if (!entries.isEmpty()) {
            queue.add(tx, entries);
            List<Long> placements =
                    entries.stream().map(QueueStore.Entry::placement).distinct().toList();
            Changes.announce(tx, new Change.Queued(placements));
            tx.afterCommit(() -> wakeUps.queued().raise(placements));
        }
    }
}
