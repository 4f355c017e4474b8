package io.attune.store.execution;

import io.attune.model.execution.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which executions a list shows (api-runs.md §3.2); null members do not filter.
 *
 * @param actionRef exact, or with {@code *} for any characters; rule and trigger refs likewise
 * @param packName the action is of this pack
 * @param resultContains text in the JSON of the result, in any case
 */
public record ExecutionFilter(
        @Nullable ExecutionStatus status,
        @Nullable String actionRef,
        @Nullable String ruleRef,
        @Nullable String triggerRef,
        @Nullable String packName,
        @Nullable Long executor,
        @Nullable Long enforcement,
        @Nullable Long parent,
        boolean topLevelOnly,
        @Nullable String resultContains) {
    public static final ExecutionFilter NONE =
            new ExecutionFilter(null, null, null, null, null, null, null, null, false, null);

    public static ExecutionFilter ofStatus(ExecutionStatus status) {
        return new ExecutionFilter(status, null, null, null, null, null, null, null, false, null);
    }

    public static ExecutionFilter ofEnforcement(long enforcement) {
        return new ExecutionFilter(null, null, null, null, null, null, enforcement, null, false, null);
    }
}
