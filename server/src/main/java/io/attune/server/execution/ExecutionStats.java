package io.attune.server.execution;

import io.attune.model.execution.ExecutionStatus;
import java.util.Map;

/** {@code Stats} of api-runs.md §3.3. */
public record ExecutionStats(
        long total,
        long completed,
        long failed,
        long running,
        long pending,
        long cancelled,
        long timeout,
        long abandoned) {
    static ExecutionStats of(Map<ExecutionStatus, Long> counts) {
        return new ExecutionStats(
                counts.values().stream().mapToLong(Long::longValue).sum(),
                sum(counts, ExecutionStatus.COMPLETED),
                sum(counts, ExecutionStatus.FAILED),
                sum(counts, ExecutionStatus.RUNNING),
                sum(counts, ExecutionStatus.REQUESTED, ExecutionStatus.SCHEDULING, ExecutionStatus.SCHEDULED),
                sum(counts, ExecutionStatus.CANCELLED, ExecutionStatus.CANCELING),
                sum(counts, ExecutionStatus.TIMEOUT),
                sum(counts, ExecutionStatus.ABANDONED));
    }

    private static long sum(Map<ExecutionStatus, Long> counts, ExecutionStatus... statuses) {
        long sum = 0;
        for (var status : statuses) {
            sum += counts.getOrDefault(status, 0L);
        }
        return sum;
    }
}
