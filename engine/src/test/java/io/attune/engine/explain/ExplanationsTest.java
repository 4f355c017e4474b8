package io.attune.engine.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.engine.explain.Explanations.Situation;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sentence, the evidence and a remedy for every state (ui.md §6.6). */
class ExplanationsTest {
    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Situation situation(
            ExecutionStatus status, boolean paused, @Nullable String task, @Nullable String result) {
        return situation(status, paused, task, result, null, null);
    }

    private static Situation situation(
            ExecutionStatus status,
            boolean paused,
            @Nullable String task,
            @Nullable String result,
            Execution.@Nullable Retry retry,
            @Nullable Long nextAttempt) {
        return new Situation(
                status,
                paused,
                paused,
                task == null ? null : json(task),
                result == null ? null : json(result),
                retry,
                nextAttempt,
                "ann",
                Optional.empty());
    }

    @Test
    void attemptsOutsideWorkflowsPointToEachOther() {
        var due = Instant.parse("2026-01-01T00:00:05Z");
        var retry = new Execution.Retry("failed", 1, 3, due);

        assertThat(Explanations.of(situation(ExecutionStatus.REQUESTED, false, null, null, retry, null))
                        .cause())
                .isEqualTo("It is retry 1 of 3 and waits for its time: 2026-01-01T00:00:05Z");
        assertThat(Explanations.of(situation(ExecutionStatus.FAILED, false, null, "{'error': 'x'}", null, 18L))
                        .evidence())
                .containsExactly("it is tried again as execution 18");
    }

    @ParameterizedTest
    @EnumSource(ExecutionStatus.class)
    void everyStateHasASentence(ExecutionStatus status) {
        assertThat(Explanations.of(situation(status, false, null, null)).cause())
                .isNotBlank();
    }

    @Test
    void aRunThatAskedSomebodyNamesTheInquiry() {
        var why = Explanations.of(
                situation(ExecutionStatus.RUNNING, false, null, "{'inquiry_id': 17, 'status': 'pending'}"));

        assertThat(why.cause()).isEqualTo("It waits for an answer to inquiry 17");
        assertThat(why.remedy()).isEqualTo("answer it: attune inquiry respond 17");
    }

    @Test
    void aFailedProcessShowsItsExitCodeAndItsLastErrors() {
        var why = Explanations.of(situation(
                ExecutionStatus.FAILED,
                false,
                null,
                "{'error': 'Process exited with code 3', 'exit_code': 3, 'stderr': '" + "line\\n".repeat(50)
                        + "last\\n'}"));

        assertThat(why.cause()).isEqualTo("It failed: Process exited with code 3");
        assertThat(why.evidence().getFirst()).isEqualTo("exit code 3");
        assertThat(why.evidence().getLast().lines()).hasSize(20).endsWith("last");
    }

    @Test
    void aProcessThatRanOutOfTimeSaysSoWhateverItsStatus() {
        var why = Explanations.of(
                situation(ExecutionStatus.FAILED, false, null, "{'error': 'Execution timed out', 'timed_out': true}"));

        assertThat(why.cause()).isEqualTo("It ran out of time");
        assertThat(why.remedy()).contains("timeout_seconds");
    }

    @Test
    void whatFoundNoWorkerSaysWhatWasAskedFor() {
        var why = Explanations.of(situation(
                ExecutionStatus.FAILED,
                false,
                null,
                "{'error': 'x', 'failed_by': 'scheduler', 'message': 'no worker fits'}"));

        assertThat(why.cause()).isEqualTo("No worker could take it");
        assertThat(why.evidence()).containsExactly("no worker fits");
    }

    @Test
    void aRetryNamesItsTimeAndACancelWhoAskedForIt() {
        String task = "{'retry_count': 1, 'max_retries': 3, 'next_retry_at': '2026-01-01T00:00:05Z'}";

        assertThat(Explanations.of(situation(ExecutionStatus.REQUESTED, false, task, null))
                        .cause())
                .isEqualTo("It is retry 1 of 3 and waits for its time: 2026-01-01T00:00:05Z");
        assertThat(Explanations.of(situation(ExecutionStatus.CANCELLED, false, null, null))
                        .cause())
                .isEqualTo("It was cancelled by ann");
        assertThat(Explanations.of(situation(ExecutionStatus.RUNNING, true, null, null))
                        .remedy())
                .contains("resume");
    }
}
