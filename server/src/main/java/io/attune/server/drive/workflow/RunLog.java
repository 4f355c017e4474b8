package io.attune.server.drive.workflow;

import io.attune.engine.workflow.ChildKey;
import io.attune.engine.workflow.Decision;
import io.attune.engine.workflow.Note;
import io.attune.engine.workflow.WorkflowCommand;
import io.attune.store.workflow.WorkflowInputStore.StoredInput;
import io.attune.store.workflow.WorkflowStepStore.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a workflow did, in lines for people (workflows.md §6.5). Never holds a value: it may be secret. */
final class RunLog {
    private final StringBuilder lines = new StringBuilder();
    private final List<Step> steps = new ArrayList<>();

    /** Adds what happened and what was decided on it. */
    void add(StoredInput input, Decision decision) {
        Instant at = input.at();
        var child = input.child();
        if (child != null) {
            line(at, name(child.key()) + " is " + child.status().wire());
        } else {
            line(
                    at,
                    switch (input.kind()) {
                        case START -> "started";
                        case TIMER -> "a time is up";
                        case CANCEL -> "is to be cancelled";
                        case PAUSE -> "is to pause";
                        case RESUME -> "is to go on";
                        case CHILD -> "a child has ended";
                    });
        }
        for (Note note : decision.notes()) {
            line(at, (note.task() == null ? "" : "task '" + note.task() + "': ") + note.text());
            steps.add(new Step(at, note));
        }
        for (WorkflowCommand command : decision.commands()) {
            switch (command) {
                case WorkflowCommand.StartChild start ->
                    line(at, name(start.child()) + (start.held() ? " waits for its turn" : " starts"));
                case WorkflowCommand.RetryChild retry ->
                    line(at, name(retry.child()) + " is tried again at " + retry.at());
                case WorkflowCommand.ReleaseChild release -> line(at, name(release.child()) + " starts");
                case WorkflowCommand.ReuseChildren reuse ->
                    line(at, "task '" + reuse.task() + "' keeps what an earlier run has done");
                case WorkflowCommand.CancelChildren _ -> line(at, "cancels what has not ended");
                case WorkflowCommand.Finish finish ->
                    line(at, "is " + finish.status().wire());
                case WorkflowCommand.StartTimer _ -> {
                    // Its task has a line of its own.
                }
            }
        }
    }

    private static String name(ChildKey key) {
        return "task '" + key.task() + "'"
                + (key.item() == null ? "" : " item " + key.item())
                + (key.iteration() == 1 ? "" : " round " + key.iteration())
                + (key.attempt() == 0 ? "" : " retry " + key.attempt());
    }

    private void line(Instant at, String text) {
        lines.append(at).append(' ').append(text).append('\n');
    }

    String text() {
        return lines.toString();
    }

    /** What was decided about tasks, for those who ask why. */
    List<Step> steps() {
        return steps;
    }
}
