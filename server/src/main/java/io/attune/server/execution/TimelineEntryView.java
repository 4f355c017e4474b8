package io.attune.server.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.explain.Story;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.store.execution.TimelineStore.Entry;
import java.time.Instant;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an execution (api.md §7).
 *
 * @param task that it is about; absent when it is about the execution itself
 * @param execution the run of the task, or the next attempt
 * @param attempt number of the retry, from 1 on
 * @param status how the run of a task ended
 * @param reason in plain words
 * @param evidence how a condition came to its value
 */
@Schema(name = "TimelineEntry")
@JsonInclude(JsonInclude.Include.NON_NULL)
record TimelineEntryView(
        Instant at,
        String kind,
        @Nullable String task,
        @Nullable Integer iteration,
        @Nullable Integer item,
        @Nullable Integer attempt,
        @Nullable Long execution,
        @Nullable ExecutionStatus status,
        @Nullable String by,
        String reason,
        @Nullable String evidence) {
    static TimelineEntryView of(Story story, Entry entry) {
        boolean ofTask = entry.execution() != null && entry.task() != null;
        int attempt = Objects.requireNonNullElse(entry.attempt(), 0);
        return new TimelineEntryView(
                entry.at(),
                entry.kind(),
                entry.task(),
                entry.iteration() == null || entry.iteration() == 0 ? null : entry.iteration(),
                entry.item(),
                attempt == 0 ? null : attempt,
                entry.execution(),
                entry.status(),
                entry.by(),
                reason(story, entry, attempt),
                ofTask ? null : entry.evidence());
    }

    private static String reason(Story story, Entry entry, int attempt) {
        Long execution = entry.execution();
        if (execution != null) {
            return entry.task() == null
                    ? Story.nextAttempt(execution, attempt)
                    : Story.sentence(new Story.TaskMoment(
                            entry.kind(), entry.status(), attempt, entry.reason(), entry.evidence()));
        }
        return entry.reason() != null ? entry.reason() : story.sentence(entry.kind(), entry.by());
    }

    static Story story(Execution execution) {
        var summary = execution.summary();
        JsonNode task = summary.workflowTask();
        JsonNode result = execution.result();
        String name = task == null ? null : task.path("task_name").textValue();
        Long parent = summary.parent();
        return new Story(
                summary.workflowDefinition() != null,
                summary.ruleRef(),
                name == null || parent == null ? null : new Story.TaskOf(name, parent),
                execution.retry() == null ? null : execution.retry().reason(),
                result == null ? null : result.path("error").textValue());
    }
}
