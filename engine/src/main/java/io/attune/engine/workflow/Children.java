package io.attune.engine.workflow;

import io.attune.engine.workflow.Progress.Hold;
import io.attune.engine.workflow.WorkflowCommand.StartChild;
import io.attune.engine.workflow.graph.Retry;
import io.attune.engine.workflow.graph.Task;
import io.attune.expression.ExpressionException;
import io.attune.model.execution.ExecutionStatus;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The children of tasks: their ends, retries and turns (workflows.md §6.3, §7, §9). */
final class Children {
    private Children() {}

    static void finished(Run run, WorkflowInput.ChildFinished input) {
        ChildKey child = input.child();
        Task task = run.plan.tasks().get(child.task());
        if (task == null || run.state(child.task()).iteration() != child.iteration()) {
            return;
        }
        Outcome outcome = Outcome.of(input.status(), input.timedOut());
        switch (run.state(child.task()).progress()) {
            case Progress.Running running
            when child.item() == null && running.attempt() == child.attempt() -> {
                if (!retries(run, task, child, input.status(), outcome)) {
                    run.end(child.task(), outcome, new Progress.Made.OneChild());
                } else {
                    run.progress(child.task(), new Progress.Running(child.attempt() + 1, Hold.DELAY));
                }
            }
            case Progress.Items items
            when child.item() != null
                    && items.open().contains(child.item())
                    && items.attempt(child.item()) == child.attempt() ->
                item(run, task, items, child, input.status(), outcome);
            default -> {
                // It was told before, or is of an attempt that is over.
            }
        }
    }

    private static void item(
            Run run, Task task, Progress.Items items, ChildKey child, ExecutionStatus status, Outcome outcome) {
        int item = Objects.requireNonNull(child.item());
        if (retries(run, task, child, status, outcome)) {
            run.progress(task.name(), items.retrying(item));
            return;
        }
        Progress.Items left = items.ended(item, outcome);
        if (left.open().isEmpty()) {
            run.end(task.name(), left.outcome(), new Progress.Made.ItemChildren(left.failed()));
            return;
        }
        run.progress(task.name(), left);
        if (run.isRunning() && !run.isPaused()) {
            release(run, task, List.of());
        }
    }

    /** Lets as many items run as may, in their order; those in {@code starting} are created on the way. */
    static void release(Run run, Task task, List<StartChild> starting) {
        if (!(run.state(task.name()).progress() instanceof Progress.Items items) || task.fanout() == null) {
            return;
        }
        int concurrency = task.fanout().concurrency();
        Set<Integer> free = new HashSet<>();
        Progress.Items now = items;
        OptionalInt next = now.open().next(now.released());
        while (next.isPresent() && now.running() < concurrency) {
            int item = next.getAsInt();
            free.add(item);
            now = now.released(item);
            if (starting.isEmpty()) {
                run.command(new WorkflowCommand.ReleaseChild(
                        new ChildKey(task.name(), run.state(task.name()).iteration(), item, 0)));
            }
            next = now.open().next(now.released());
        }
        run.progress(task.name(), now);
        starting.forEach(child -> run.command(free.contains(child.child().item()) ? child.released() : child));
    }

    /** Whether a child that did not succeed is tried again; the new one then exists. */
    private static boolean retries(Run run, Task task, ChildKey child, ExecutionStatus status, Outcome outcome) {
        Retry retry = task.retry();
        if (!run.isRunning() || retry == null || child.attempt() >= retry.count()) {
            return false;
        }
        boolean retryable = outcome != Outcome.SUCCEEDED
                && status != ExecutionStatus.CANCELLED
                && (status != ExecutionStatus.ABANDONED || retry.onWorkerLost());
        if (!retryable) {
            return false;
        }
        if (!wanted(run, task, retry, child, outcome)) {
            return false;
        }
        Instant due = run.at.plus(retry.before(child.attempt() + 1));
        run.command(new WorkflowCommand.RetryChild(child.retry(), due));
        run.command(new WorkflowCommand.StartTimer(new Timer.Retry(child.retry()), due));
        return true;
    }

    private static boolean wanted(Run run, Task task, Retry retry, ChildKey child, Outcome outcome) {
        if (retry.onError() == null) {
            return true;
        }
        var finished = Run.finished(task, outcome, () -> Optional.of(run.results.ofChild(child)));
        try {
            return retry.onError()
                    .test(run.scope(finished).reading(retry.onError().reads()));
        } catch (ExpressionException e) {
            run.note(task.name(), "no retry: on_error has no value: " + e.explanation());
            return false;
        }
    }
}
