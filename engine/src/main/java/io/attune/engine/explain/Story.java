package io.attune.engine.explain;

import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Words for what happened to one execution.
 *
 * @param workflow whether the engine runs it
 * @param ruleRef the rule that started it, if one did
 * @param taskOf the task that it is a run of, and its workflow's id; null for none
 * @param retryReason how the run before it ended, or that somebody wanted it done again; null for a first attempt
 * @param error that its result names; null for none
 */
public record Story(
        boolean workflow,
        @Nullable String ruleRef,
        @Nullable TaskOf taskOf,
        @Nullable String retryReason,
        @Nullable String error) {
    public record TaskOf(String task, long workflow) {}

    /**
     * Something that happened to the run of a task.
     *
     * @param because the task that led to it, how the attempt before ended, or whose work is kept; null for none of them
     * @param due when a retry may run
     * @param attempt number of the retry; 0 for none
     */
    public record TaskMoment(
            String kind,
            @Nullable ExecutionStatus status,
            int attempt,
            @Nullable String because,
            @Nullable String due) {}

    /**
     * @param kind last word of an audit event
     * @param by who did it; null for the platform
     */
    public String sentence(String kind, @Nullable String by) {
        return switch (kind) {
            case "requested", "retried" -> requested(by);
            case "scheduled" -> "given to worker " + orUnknown(by);
            case "started" -> workflow ? "runs as a workflow" : "started" + by(by);
            case "status_changed" -> "back in the queue: its worker was lost, or gave it back, before it started";
            case "paused" -> "paused" + by(by) + ": what runs may end, nothing new starts";
            case "resumed" -> "resumed" + by(by);
            case "canceling" ->
                "cancel requested" + by(by)
                        + (workflow ? ": nothing new starts, it ends with its last task" : ": its worker stops it");
            case "completed" -> "completed";
            case "failed" -> "failed" + failure();
            case "timed_out" -> "ran out of time" + failure();
            case "cancelled" -> "cancelled" + by(by);
            case "abandoned" -> "abandoned: its worker was lost while it ran" + failure();
            default -> kind.replace('_', ' ');
        };
    }

    private String requested(@Nullable String by) {
        if (Execution.Retry.WISHED.equals(retryReason)) {
            return "run again" + by(by);
        }
        if (retryReason != null) {
            return "requested again, because the run before it is " + retryReason;
        }
        if (taskOf != null) {
            return "requested for task '" + taskOf.task() + "' of workflow " + taskOf.workflow();
        }
        return ruleRef != null ? "requested by rule " + ruleRef : "requested" + by(by);
    }

    /** What follows the end of an attempt, by itself. */
    public static String nextAttempt(long execution, int retry) {
        return "tried again as execution " + execution + ", which is retry " + retry;
    }

    public static String sentence(TaskMoment moment) {
        return switch (moment.kind()) {
            case "task_created" -> created(moment);
            case "task_kept" -> "kept as execution " + moment.because() + " left it";
            case "task_started" -> "runs";
            default ->
                "is " + (moment.status() == null ? "over" : moment.status().wire())
                        + (moment.because() == null ? "" : ": " + moment.because());
        };
    }

    private static String created(TaskMoment moment) {
        if (moment.attempt() > 0) {
            return "retry " + moment.attempt()
                    + (moment.because() == null ? "" : ", because the attempt before is " + moment.because())
                    + (moment.due() == null ? "" : "; due at " + moment.due());
        }
        return moment.because() == null ? "dispatched" : "dispatched after '" + moment.because() + "'";
    }

    private String failure() {
        return error == null ? "" : ": " + error;
    }

    private static String by(@Nullable String who) {
        return who == null ? "" : " by " + who;
    }

    private static String orUnknown(@Nullable String who) {
        return who == null ? "of unknown name" : who;
    }
}
