package io.attune.engine.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an execution waits for, or why it ended as it did (ui.md §6.6). What holds up an execution that is only {@code requested} is found
 * out by the caller: a worker, a policy, its workflow.
 */
public final class Explanations {
    private static final int LAST_LINES = 20;

    private Explanations() {}

    /**
     * An execution as it stands.
     *
     * @param task its {@code workflow_task}; null when it is no run of a task
     * @param retry what it does again; null for a first attempt
     * @param nextAttempt the execution that does it again by itself; null for none
     * @param cancelledBy who cancelled it; null for the platform
     * @param held what it waits for while it is requested
     */
    public record Situation(
            ExecutionStatus status,
            boolean workflow,
            boolean paused,
            @Nullable JsonNode task,
            @Nullable JsonNode result,
            Execution.@Nullable Retry retry,
            @Nullable Long nextAttempt,
            @Nullable String cancelledBy,
            Optional<Explanation> held) {}

    public static Explanation of(Situation situation) {
        Explanation why = explain(situation);
        Long next = situation.nextAttempt();
        if (next == null) {
            return why;
        }
        List<String> evidence = new ArrayList<>(why.evidence());
        evidence.add("it is tried again as execution " + next);
        return new Explanation(why.cause(), evidence, why.remedy());
    }

    private static Explanation explain(Situation situation) {
        return switch (situation.status()) {
            case REQUESTED, SCHEDULING ->
                retry(situation)
                        .or(situation::held)
                        .orElseGet(() -> Explanation.of("It was just requested; the engine takes it up in a moment"));
            case SCHEDULED ->
                Explanation.of(
                        "A worker has taken it and prepares to start it",
                        "nothing: what is not started in time goes back to the queue");
            case RUNNING -> running(situation);
            case CANCELING ->
                Explanation.of("It is being cancelled"
                        + by(situation.cancelledBy())
                        + (situation.workflow()
                                ? ": it ends when its running tasks have"
                                : ": its worker stops the process"));
            case COMPLETED -> Explanation.of("It completed");
            case FAILED -> failed(situation);
            case TIMEOUT -> timedOut(situation);
            case CANCELLED ->
                new Explanation(
                        "It was cancelled" + by(situation.cancelledBy()),
                        error(situation.result()),
                        "run it again if it is still wanted: attune execution rerun ID");
            case ABANDONED ->
                Explanation.of(
                        "Its worker was lost while it ran, and nobody knows how far it came",
                        "run it again if it may run twice; 'on_worker_lost' or 'retry_on: [worker_lost]' does so by itself");
        };
    }

    /** One that is held back until its time comes. */
    private static Optional<Explanation> retry(Situation situation) {
        Execution.Retry retry = situation.retry();
        if (retry != null && retry.due() != null) {
            return Optional.of(Explanation.of("It is " + retry.words() + " and waits for its time: " + retry.due()));
        }
        JsonNode task = situation.task();
        if (task == null || !task.path("next_retry_at").isTextual()) {
            return Optional.empty();
        }
        return Optional.of(
                Explanation.of("It is retry " + task.path("retry_count").asInt() + " of "
                        + task.path("max_retries").asInt() + " and waits for its time: "
                        + task.path("next_retry_at").textValue()));
    }

    private static Explanation running(Situation situation) {
        if (situation.paused()) {
            return Explanation.of(
                    "The workflow is paused: what runs may end, nothing new starts",
                    "resume it: attune execution resume ID");
        }
        JsonNode result = situation.result();
        if (result != null && result.path("inquiry_id").isIntegralNumber()) {
            String inquiry = result.path("inquiry_id").asText();
            return Explanation.of(
                    "It waits for an answer to inquiry " + inquiry, "answer it: attune inquiry respond " + inquiry);
        }
        return Explanation.of(situation.workflow() ? "The workflow runs; see its tasks" : "It runs");
    }

    private static Explanation failed(Situation situation) {
        JsonNode result = situation.result();
        if (result == null) {
            return Explanation.of("It failed and left no result");
        }
        if (result.path("timed_out").asBoolean()) {
            return timedOut(situation);
        }
        String error = result.path("error").asText("it gave no reason");
        if (result.path("failed_by").asText().equals("scheduler")) {
            return new Explanation(
                    "No worker could take it",
                    List.of(result.path("message").asText()),
                    "start a worker that has what is asked for, or change what the action asks for; then run it again");
        }
        List<String> evidence = new ArrayList<>();
        if (result.path("exit_code").isInt()) {
            evidence.add("exit code " + result.path("exit_code").asInt());
        }
        lastLines(result.path("stderr").textValue()).ifPresent(evidence::add);
        String remedy = situation.workflow()
                ? "mend what failed, then continue from there: attune execution rerun ID --from failed"
                : null;
        return new Explanation("It failed: " + error, evidence, remedy);
    }

    private static Explanation timedOut(Situation situation) {
        JsonNode result = situation.result();
        List<String> evidence = new ArrayList<>(error(result));
        if (result != null) {
            lastLines(result.path("stderr").textValue()).ifPresent(evidence::add);
        }
        return new Explanation(
                "It ran out of time",
                evidence,
                "allow it more time: 'timeout' of the task, 'timeout_seconds' of the action");
    }

    private static List<String> error(@Nullable JsonNode result) {
        String error = result == null ? null : result.path("error").textValue();
        return error == null ? List.of() : List.of(error);
    }

    private static Optional<String> lastLines(@Nullable String output) {
        if (output == null || output.isBlank()) {
            return Optional.empty();
        }
        List<String> lines = output.strip().lines().toList();
        return Optional.of(String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
    }

    private static String by(@Nullable String who) {
        return who == null ? "" : " by " + who;
    }
}
