package io.attune.engine.workflow;

import io.attune.engine.explain.Explanation;
import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.graph.Task;
import io.attune.engine.workflow.graph.WorkflowPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of every task of a run where it stands and, if it did not run to its end, why. */
public final class TaskReasons {
    private final WorkflowPlan plan;
    private final WorkflowState state;
    private final List<Note> notes;
    private final Map<String, String> errors;

    private TaskReasons(WorkflowPlan plan, WorkflowState state, List<Note> notes, Map<String, String> errors) {
        this.plan = plan;
        this.state = state;
        this.notes = notes;
        this.errors = errors;
    }

    /** @param state in a word, such as {@code skipped} */
    public record TaskReason(String task, String state, Explanation why) {}

    /**
     * @param notes made in the run, the oldest first; the latest suffice
     * @param errors by task, what its last run that failed said
     */
    public static List<TaskReason> of(
            WorkflowPlan plan, WorkflowState state, List<Note> notes, Map<String, String> errors) {
        var reasons = new TaskReasons(plan, state, notes, errors);
        return plan.tasks().values().stream().map(reasons::reason).toList();
    }

    private TaskReason reason(Task task) {
        String name = task.name();
        TaskState at = state.task(name);
        if (at.wantedBy() != null && !at.progress().isActive()) {
            return new TaskReason(name, "waits", Explanation.of(sentence(Joins.waits(plan, name, at))));
        }
        return switch (at.progress()) {
            case Progress.Idle _ -> new TaskReason(name, "not_started", notStarted(task));
            case Progress.Ready _ ->
                new TaskReason(
                        name,
                        "paused",
                        Explanation.of(
                                "It would start, but the workflow is paused", "resume it: attune execution resume ID"));
            case Progress.Delayed delayed ->
                new TaskReason(
                        name, "delayed", Explanation.of("It starts at " + delayed.until() + ", after its delay"));
            case Progress.Running(int attempt, Progress.Hold hold) -> running(name, attempt, hold);
            case Progress.Items items ->
                new TaskReason(
                        name,
                        "running",
                        Explanation.of(
                                items.open().count() + " of " + items.open().size() + " items have not ended; "
                                        + items.running() + " run or wait for a retry"));
            case Progress.Parts parts ->
                new TaskReason(name, "running", Explanation.of("It waits for " + String.join(", ", parts.open())));
            case Ended ended -> ended(name, ended);
        };
    }

    private TaskReason running(String name, int attempt, Progress.Hold hold) {
        return switch (hold) {
            case NONE -> new TaskReason(name, "running", Explanation.of("It runs, or is about to"));
            case DELAY -> new TaskReason(name, "retrying", Explanation.of("It waits for the time of retry " + attempt));
            case PAUSE ->
                new TaskReason(
                        name,
                        "paused",
                        Explanation.of(
                                "Retry " + attempt + " is due, but the workflow is paused",
                                "resume it: attune execution resume ID"));
        };
    }

    private TaskReason ended(String name, Ended ended) {
        if (ended.made() instanceof Progress.Made.Nothing) {
            Optional<Note> note = latest(name, Note.Kind.SKIPPED);
            return new TaskReason(
                    name,
                    "skipped",
                    new Explanation(
                            sentence(note.map(Note::text).orElse("skipped: its condition does not hold")),
                            evidence(note),
                            null));
        }
        if (ended.made() instanceof Progress.Made.Refusal(String reason)) {
            return new TaskReason(name, "failed", Explanation.of("It could not start: " + reason));
        }
        String error = errors.get(name);
        List<String> evidence = error == null || ended.outcome() == Outcome.SUCCEEDED ? List.of() : List.of(error);
        String handled = ended.handled() ? "; its failure was dealt with by what followed" : "";
        return switch (ended.outcome()) {
            case SUCCEEDED -> new TaskReason(name, "completed", Explanation.of("It completed"));
            case FAILED -> new TaskReason(name, "failed", new Explanation("It failed" + handled, evidence, null));
            case TIMED_OUT ->
                new TaskReason(name, "timed_out", new Explanation("It ran out of time" + handled, evidence, null));
        };
    }

    /** Nobody led to it: says of each predecessor why not. */
    private Explanation notStarted(Task task) {
        String within = task.within();
        if (within != null) {
            return Explanation.of("It is a part of '" + within + "', which has not started");
        }
        List<String> evidence = new ArrayList<>();
        for (String predecessor :
                plan.predecessorsOf(task.name()).stream().sorted().toList()) {
            evidence.add(predecessor(predecessor, task.name()));
        }
        if (evidence.isEmpty()) {
            return Explanation.of("The workflow has not come to it");
        }
        return new Explanation("Nothing has led to it", evidence, null);
    }

    private String predecessor(String name, String target) {
        return switch (state.task(name).progress()) {
            case Progress.Idle _ -> "'" + name + "' has not run either";
            case Ended _ ->
                notes.reversed().stream()
                        .filter(note -> note.kind() == Note.Kind.NOT_LED
                                && name.equals(note.task())
                                && note.text().contains("'" + target + "'"))
                        .findFirst()
                        .map(note -> "'" + name + "' " + note.text()
                                + (note.evidence() == null ? "" : "\n" + note.evidence()))
                        .orElse("'" + name + "' has ended and did not lead to it");
            default -> "'" + name + "' has not ended";
        };
    }

    private Optional<Note> latest(String task, Note.Kind kind) {
        return notes.reversed().stream()
                .filter(note -> note.kind() == kind && task.equals(note.task()))
                .findFirst();
    }

    private static List<String> evidence(Optional<Note> note) {
        @Nullable String evidence = note.map(Note::evidence).orElse(null);
        return evidence == null ? List.of() : List.of(Objects.requireNonNull(evidence));
    }

    private static String sentence(String text) {
        return "It " + (text.startsWith("skipped") ? "was " : "") + text;
    }
}
