package io.attune.engine.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.WorkflowState.Ending;
import io.attune.engine.workflow.WorkflowState.Phase;
import io.attune.engine.workflow.graph.Task;
import io.attune.engine.workflow.graph.Text;
import io.attune.expression.ExpressionException;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a run has ended, and what it gives (workflows.md §6.5). */
final class Completion {
    private Completion() {}

    static void check(Run run) {
        switch (run.phase()) {
            case Phase.Running _ -> {
                boolean busy = run.states().values().stream()
                        .anyMatch(state -> state.progress().isActive());
                if (!busy) {
                    judge(run);
                }
            }
            case Phase.Stopping(Ending ending) -> {
                boolean children = run.states().values().stream()
                        .map(TaskState::progress)
                        .anyMatch(
                                progress -> progress instanceof Progress.Running || progress instanceof Progress.Items);
                if (!children) {
                    finish(run, ending.status(), failure(ending), List.of());
                }
            }
            case Phase.Done _ -> throw new IllegalStateException("nothing is decided after the end");
        }
    }

    private static ObjectNode failure(Ending ending) {
        ObjectNode result = failure(ending.error());
        if (ending.status() == ExecutionStatus.TIMEOUT) {
            result.put("timed_out", true);
        }
        return result;
    }

    private static ObjectNode failure(String error) {
        return JsonNodeFactory.instance.objectNode().put("error", error).put("succeeded", false);
    }

    private static void finish(Run run, ExecutionStatus status, ObjectNode result, List<SecretPlace> secrets) {
        run.enter(new Phase.Done(status));
        run.setPaused(false);
        run.command(new WorkflowCommand.Finish(status, result, secrets));
    }

    private static void judge(Run run) {
        List<String> failed = run.plan.tasks().values().stream()
                .filter(task -> task.within() == null)
                .map(Task::name)
                .filter(name -> run.state(name).progress() instanceof Ended ended && !ended.isCompleted())
                .toList();
        List<String> reasons = new ArrayList<>();
        for (String name : run.plan.tasks().keySet()) {
            TaskState state = run.state(name);
            if (state.progress() instanceof Ended(var _, var _, Progress.Made.Refusal(String reason))
                    && failed.contains(run.plan.outermost(name))) {
                reasons.add(name + ": " + reason);
            }
            if (state.wantedBy() != null) {
                reasons.add(Joins.explain(run.plan, name, state));
            }
        }
        if (failed.isEmpty() && reasons.isEmpty()) {
            succeed(run);
            return;
        }
        List<String> parts = new ArrayList<>();
        if (!failed.isEmpty()) {
            parts.add(failed.size() + " task(s) failed: " + String.join(", ", failed));
        }
        parts.addAll(reasons);
        finish(run, ExecutionStatus.FAILED, failure("Workflow failed: " + String.join("; ", parts)), List.of());
    }

    /** A key that cannot be rendered is left out. */
    private static void succeed(Run run) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        List<SecretPlace> secrets = new ArrayList<>();
        TaskScope scope = run.scopeAfter(run.last());
        for (Map.Entry<String, Text> entry : run.plan.output().entrySet()) {
            Text text = entry.getValue();
            try {
                TaskScope reading = scope.reading(text.reads());
                var value = text.render(reading);
                Values.requireStorable(value, "it");
                result.set(entry.getKey(), value);
                JsonPointer at = JsonPointer.empty().appendProperty(entry.getKey());
                text.secretPlaces(value, reading.secrets())
                        .forEach(place -> secrets.add(new SecretPlace(at.append(place.at()), place.source())));
            } catch (ExpressionException e) {
                run.note(null, "output_map." + entry.getKey() + " is left out: " + e.explanation());
            }
        }
        if (!result.has("succeeded")) {
            result.put("succeeded", true);
        }
        finish(run, ExecutionStatus.COMPLETED, result, secrets);
    }
}
