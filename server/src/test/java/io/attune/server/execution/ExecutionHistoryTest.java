package io.attune.server.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.ExecutionSummary;
import io.attune.store.execution.TimelineStore.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** api-ops.md §2, for executions. */
class ExecutionHistoryTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant ENDED = CREATED.plusSeconds(60);
    private static final JsonNode RESULT = JsonNodeFactory.instance.objectNode().put("n", 1);

    private static Execution execution(ExecutionStatus status, @Nullable JsonNode result) {
        var summary = new ExecutionSummary(
                7,
                1L,
                "p.act",
                status,
                null,
                null,
                null,
                null,
                CREATED.plusSeconds(3),
                null,
                null,
                null,
                5L,
                false,
                CREATED,
                ENDED);
        return new Execution(
                summary,
                1,
                1L,
                null,
                5L,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                9L,
                result,
                null,
                null,
                null,
                status.isTerminal() ? ENDED : null);
    }

    private static Step step(int second, ExecutionStatus to) {
        return new Step(CREATED.plusSeconds(second), to);
    }

    private static List<String> told(List<HistoryRecordView> records) {
        return records.stream()
                .map(change -> change.operation() + " " + change.changedFields() + " " + change.oldValues() + " "
                        + change.newValues())
                .toList();
    }

    @Test
    void eachStepIsAChangeOfTheStatusAndOfWhatComesWithIt() {
        var records = ExecutionHistory.of(
                execution(ExecutionStatus.COMPLETED, RESULT),
                List.of(
                        step(1, ExecutionStatus.SCHEDULED),
                        step(2, ExecutionStatus.REQUESTED),
                        step(3, ExecutionStatus.SCHEDULED),
                        step(4, ExecutionStatus.RUNNING),
                        step(60, ExecutionStatus.COMPLETED)));

        assertThat(told(records))
                .containsExactly(
                        "UPDATE [status, result] {\"status\":\"running\",\"result\":null} {\"status\":\"completed\","
                                + "\"result\":{\"digest\":\"md5:082c26c8a6bc75226a31da5495cc9292\",\"size\":7,\"type\":\"object\"}}",
                        "UPDATE [status, started_at] {\"status\":\"scheduled\",\"started_at\":null}"
                                + " {\"status\":\"running\",\"started_at\":\"2026-01-01T12:00:04Z\"}",
                        "UPDATE [status, worker] {\"status\":\"requested\",\"worker\":null} {\"status\":\"scheduled\",\"worker\":9}",
                        "UPDATE [status] {\"status\":\"scheduled\"} {\"status\":\"requested\"}",
                        "UPDATE [status] {\"status\":\"requested\"} {\"status\":\"scheduled\"}",
                        "INSERT [] null {\"status\":\"requested\",\"executor\":5}");
        assertThat(records)
                .allSatisfy(change -> assertThat(change)
                        .returns(7L, HistoryRecordView::entityId)
                        .returns("p.act", HistoryRecordView::entityRef));
        assertThat(records.getFirst().time()).isEqualTo(ENDED);
        assertThat(records.getLast().time()).isEqualTo(CREATED);
    }

    @Test
    void whatIsLeftOfStepsThatWereRetiredIsTheBeginningAndWhatItIsNow() {
        assertThat(told(ExecutionHistory.of(execution(ExecutionStatus.CANCELLED, null), List.of())))
                .containsExactly(
                        "UPDATE [status] {\"status\":\"requested\"} {\"status\":\"cancelled\"}",
                        "INSERT [] null {\"status\":\"requested\",\"executor\":5}");
        assertThat(ExecutionHistory.of(execution(ExecutionStatus.REQUESTED, null), List.of()))
                .hasSize(1);
    }
}
