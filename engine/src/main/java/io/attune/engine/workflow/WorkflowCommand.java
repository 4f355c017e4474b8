package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be done for a workflow, in the transaction that stores its new state. */
public sealed interface WorkflowCommand {
    /**
     * Creates a child.
     *
     * @param parameters secrets in clear
     * @param secrets where the parameters hold them
     * @param overrides of permission sets and placement, by field; a field that is absent is as the action says
     * @param triggeredBy the task whose end led to it
     * @param timeout null as the action says
     * @param maxRetries how often it may be tried again
     * @param held whether it waits for {@link ReleaseChild}
     * @param batched whether its item is a list of items
     */
    record StartChild(
            ChildKey child,
            String action,
            ObjectNode parameters,
            List<SecretPlace> secrets,
            ObjectNode overrides,
            @Nullable String triggeredBy,
            @Nullable Duration timeout,
            int maxRetries,
            boolean held,
            boolean batched)
            implements WorkflowCommand {
        public StartChild {
            secrets = List.copyOf(secrets);
        }

        StartChild released() {
            return new StartChild(
                    child, action, parameters, secrets, overrides, triggeredBy, timeout, maxRetries, false, batched);
        }
    }

    /**
     * Creates a child like its earlier attempt, which waits for {@link ReleaseChild}.
     *
     * @param at when it is due
     */
    record RetryChild(ChildKey child, Instant at) implements WorkflowCommand {}

    /** Lets a child that was held run. */
    record ReleaseChild(ChildKey child) implements WorkflowCommand {}

    /**
     * Takes a task's children over from the earlier run.
     *
     * @param items which of them; null for the only child of a task without items
     */
    record ReuseChildren(
            String task, int iteration, @Nullable IndexSet items) implements WorkflowCommand {}

    /** Gives {@link WorkflowInput.TimerFired} at that time, or later. */
    record StartTimer(Timer timer, Instant at) implements WorkflowCommand {}

    /**
     * Cancels all children that have not ended, with theirs. Each still reports its end. Children that wait, for a worker or a person, are
     * cancelled at once; those that run as the policy says.
     */
    record CancelChildren(CancellationPolicy policy) implements WorkflowCommand {}

    /** The workflow has ended; nothing follows. */
    record Finish(ExecutionStatus status, ObjectNode result, List<SecretPlace> secrets) implements WorkflowCommand {
        public Finish {
            secrets = List.copyOf(secrets);
        }
    }
}
