package io.attune.server.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.engine.explain.Explanation;
import io.attune.engine.workflow.TaskReasons.TaskReason;
import io.attune.model.execution.ExecutionStatus;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why an execution is as it is (ui.md §6.6).
 *
 * @param cause one sentence
 * @param evidence what shows it
 * @param remedy what to do about it
 * @param tasks of a workflow, in the order of the definition
 */
@Schema(name = "ExecutionExplanation")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExplanationView(
        long execution,
        ExecutionStatus status,
        String cause,
        List<String> evidence,
        @Nullable String remedy,
        @Nullable List<TaskView> tasks) {
    /**
     * Where a task stands, and why.
     *
     * @param state {@code not_started}, {@code waits}, {@code delayed}, {@code paused}, {@code running}, {@code retrying},
     *     {@code skipped}, {@code completed}, {@code failed} or {@code timed_out}
     */
    @Schema(name = "TaskExplanation")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TaskView(
            String task,
            String state,
            String cause,
            List<String> evidence,
            @Nullable String remedy) {
        static TaskView of(TaskReason reason) {
            Explanation why = reason.why();
            return new TaskView(reason.task(), reason.state(), why.cause(), why.evidence(), why.remedy());
        }
    }

    static ExplanationView of(
            long execution, ExecutionStatus status, Explanation why, @Nullable List<TaskReason> tasks) {
        return new ExplanationView(
                execution,
                status,
                why.cause(),
                why.evidence(),
                why.remedy(),
                tasks == null ? null : tasks.stream().map(TaskView::of).toList());
    }
}
