package io.attune.engine.workflow;

import io.attune.engine.workflow.Progress.Hold;
import io.attune.engine.workflow.graph.Task;
import java.util.List;

/** What waits for a time, or for the end of a pause (workflows.md §8, §9). */
final class Waiting {
    private Waiting() {}

    static void fired(Run run, Timer timer) {
        switch (timer) {
            case Timer.Deadline _ -> Stop.expire(run);
            case Timer.Delay(String task, int iteration)
            when run.isRunning()
                    && run.plan.tasks().containsKey(task)
                    && run.state(task).iteration() == iteration
                    && run.state(task).progress() instanceof Progress.Delayed delayed
                    && !delayed.over() -> {
                if (run.isPaused()) {
                    run.progress(task, new Progress.Delayed(delayed.until(), true));
                } else {
                    Dispatch.now(run, task);
                }
            }
            case Timer.Delay _ -> {
                // It was told before, or the task is no longer waited for.
            }
            case Timer.Retry(ChildKey child) -> {
                if (run.isRunning() && run.state(child.task()).iteration() == child.iteration()) {
                    retryDue(run, child);
                }
            }
        }
    }

    private static void retryDue(Run run, ChildKey child) {
        switch (run.state(child.task()).progress()) {
            case Progress.Running(int attempt, Hold hold)
            when child.item() == null && attempt == child.attempt() && hold == Hold.DELAY ->
                run.progress(child.task(), new Progress.Running(attempt, run.isPaused() ? Hold.PAUSE : Hold.NONE));
            case Progress.Items items
            when child.item() != null
                    && items.delayed().contains(child.item())
                    && items.attempt(child.item()) == child.attempt() ->
                run.progress(child.task(), items.timeOver(child.item(), run.isPaused()));
            default -> {
                return;
            }
        }
        if (!run.isPaused()) {
            run.command(new WorkflowCommand.ReleaseChild(child));
        }
    }

    static void pause(Run run) {
        if (run.isRunning()) {
            run.setPaused(true);
        }
    }

    /** Does what the pause held up, in the order of the definition. */
    static void resume(Run run) {
        if (!run.isPaused() || !run.isRunning()) {
            return;
        }
        run.setPaused(false);
        for (Task task : List.copyOf(run.plan.tasks().values())) {
            String name = task.name();
            int iteration = run.state(name).iteration();
            switch (run.state(name).progress()) {
                case Progress.Ready _ -> Dispatch.startWhenDue(run, name);
                case Progress.Delayed(var _, boolean over) when over -> Dispatch.now(run, name);
                case Progress.Running(int attempt, Hold hold)
                when hold == Hold.PAUSE -> {
                    run.progress(name, new Progress.Running(attempt, Hold.NONE));
                    run.command(new WorkflowCommand.ReleaseChild(new ChildKey(name, iteration, null, attempt)));
                }
                case Progress.Items items -> {
                    IndexSet over = items.over();
                    for (int item = over.next(0).orElse(over.size());
                            item < over.size();
                            item = over.next(item + 1).orElse(over.size())) {
                        run.command(new WorkflowCommand.ReleaseChild(
                                new ChildKey(name, iteration, item, items.attempt(item))));
                    }
                    run.progress(name, items.resumed());
                    Children.release(run, task, List.of());
                }
                default -> {
                    // It does not wait for the end of the pause.
                }
            }
        }
    }
}
