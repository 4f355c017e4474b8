package io.attune.engine.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.graph.Work;
import io.attune.engine.workflow.graph.WorkflowPlan;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The results of the tasks that have ended, looked up once in a decision and only when asked for. */
final class Results {
    private final WorkflowPlan plan;
    private final WorkflowFacts facts;
    private final Function<String, TaskState> states;
    private final Map<String, ResultView> views = new HashMap<>();

    Results(WorkflowPlan plan, WorkflowFacts facts, Function<String, TaskState> states) {
        this.plan = plan;
        this.facts = facts;
        this.states = states;
    }

    /** Of its latest iteration that is over. Null for a task without one: it has not ended, or was skipped. */
    @Nullable
    ResultView find(String task) {
        TaskState.Past latest = states.apply(task).latest();
        return latest == null ? null : of(new TaskState.Trigger(task, latest.iteration(), latest.ended()));
    }

    /** Of an iteration, which may not be the present one. */
    @Nullable
    ResultView of(TaskState.Trigger of) {
        if (of.ended().made() instanceof Progress.Made.Nothing) {
            return null;
        }
        String key = of.task() + "#" + of.iteration();
        ResultView known = views.get(key);
        if (known == null) {
            known = view(of.task(), of.iteration(), of.ended());
            views.put(key, known);
        }
        return known;
    }

    /** How one child ended, whose task may go on. */
    ResultView ofChild(ChildKey child) {
        ChildResult result = facts.result(child.task(), child.iteration(), child.item());
        return ResultView.of(result.status(), result.value(), result.secrets());
    }

    private ResultView view(String task, int iteration, Ended ended) {
        return switch (ended.made()) {
            case Progress.Made.Nothing _ -> throw new IllegalStateException("a skipped task has no result");
            case Progress.Made.Refusal(String reason) ->
                ResultView.of(
                        ExecutionStatus.FAILED,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("error", reason)
                                .put("succeeded", false),
                        List.of());
            case Progress.Made.OneChild _ -> ofChild(new ChildKey(task, iteration, null, 0));
            case Progress.Made.ItemChildren(IndexSet failed) ->
                items(ended, facts.results(task, iteration, failed.size()), failed.count());
            case Progress.Made.PartTasks _ -> parts(task, ended);
        };
    }

    /** In the order of the items (workflows.md §7). */
    private static ResultView items(Ended ended, List<ChildResult> results, int failed) {
        var items = JsonNodeFactory.instance.arrayNode(results.size());
        List<SecretPlace> secrets = new ArrayList<>();
        for (ChildResult result : results) {
            JsonPointer at = JsonPointer.empty().appendProperty("items").appendIndex(items.size());
            result.secrets().forEach(secret -> secrets.add(new SecretPlace(at.append(secret.at()), secret.source())));
            items.add(result.value());
        }
        ObjectNode aggregate = JsonNodeFactory.instance.objectNode();
        aggregate.set("items", items);
        aggregate
                .put("total", results.size())
                .put("succeeded", results.size() - failed)
                .put("failed", failed);
        return ResultView.of(status(ended), aggregate, secrets);
    }

    private ResultView parts(String task, Ended ended) {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        List<SecretPlace> secrets = new ArrayList<>();
        if (plan.task(task).work() instanceof Work.Parallel parallel) {
            for (String part : parallel.tasks()) {
                ResultView view = find(part);
                if (view != null) {
                    JsonPointer at = JsonPointer.empty().appendProperty(part);
                    view.secrets()
                            .forEach(secret -> secrets.add(new SecretPlace(at.append(secret.at()), secret.source())));
                    parts.set(part, view.plain());
                }
            }
        }
        return ResultView.of(status(ended), parts, secrets);
    }

    private static ExecutionStatus status(Ended ended) {
        return switch (ended.outcome()) {
            case SUCCEEDED -> ExecutionStatus.COMPLETED;
            case FAILED -> ExecutionStatus.FAILED;
            case TIMED_OUT -> ExecutionStatus.TIMEOUT;
        };
    }
}
