package io.attune.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.explain.Story.TaskMoment;
import io.attune.model.execution.ExecutionStatus;
import org.junit.jupiter.api.Test;

class StoryTest {
    @Test
    void aStepSaysWhoTookItAndWhy() {
        var story = new Story(false, "ops.rule", null, null, "exit code 1");

        assertThat(story.sentence("requested", null)).isEqualTo("requested by rule ops.rule");
        assertThat(story.sentence("scheduled", "w1")).isEqualTo("given to worker w1");
        assertThat(story.sentence("canceling", "ann")).startsWith("cancel requested by ann");
        assertThat(story.sentence("failed", null)).isEqualTo("failed: exit code 1");
    }

    @Test
    void aRunOfATaskNamesItsWorkflowAndARetryItsReason() {
        assertThat(new Story(false, null, new Story.TaskOf("build", 7), null, null).sentence("requested", null))
                .isEqualTo("requested for task 'build' of workflow 7");
        assertThat(new Story(false, null, new Story.TaskOf("build", 7), "failed", null).sentence("retried", null))
                .isEqualTo("requested again, because the run before it is failed");
        assertThat(new Story(false, null, null, "manual_retry", null).sentence("retried", "ann"))
                .isEqualTo("run again by ann");
    }

    @Test
    void momentsOfTasksSayWhatLedToThem() {
        assertThat(Story.sentence(new TaskMoment("task_created", null, 0, "a", null)))
                .isEqualTo("dispatched after 'a'");
        assertThat(Story.sentence(new TaskMoment("task_created", null, 2, "failed", "2026-01-01T00:00:05Z")))
                .isEqualTo("retry 2, because the attempt before is failed; due at 2026-01-01T00:00:05Z");
        assertThat(Story.sentence(new TaskMoment("task_kept", null, 0, "12", null)))
                .isEqualTo("kept as execution 12 left it");
        assertThat(Story.sentence(new TaskMoment("task_ended", ExecutionStatus.FAILED, 0, "exit code 1", null)))
                .isEqualTo("is failed: exit code 1");
    }
}
