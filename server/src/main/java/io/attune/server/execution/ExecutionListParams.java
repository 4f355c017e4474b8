package io.attune.server.execution;

import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionStatus;
import io.attune.server.http.AttuneException;
import io.attune.server.http.PageRequest;
import io.attune.store.execution.ExecutionFilter;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /executions} (api-runs.md §3.2, pagination dialect B). A {@code @BeanParam}. */
public class ExecutionListParams {
    @QueryParam("status")
    @Nullable
    String status;

    @QueryParam("action_ref")
    @Nullable
    String actionRef;

    @QueryParam("rule_ref")
    @Nullable
    String ruleRef;

    @QueryParam("trigger_ref")
    @Nullable
    String triggerRef;

    @QueryParam("pack_name")
    @Nullable
    String packName;

    @QueryParam("executor")
    @Nullable
    Long executor;

    @QueryParam("enforcement")
    @Nullable
    Long enforcement;

    @QueryParam("parent")
    @Nullable
    Long parent;

    @QueryParam("top_level_only")
    @DefaultValue("false")
    boolean topLevelOnly;

    @QueryParam("result_contains")
    @Nullable
    String resultContains;

    @QueryParam("include_total")
    @DefaultValue("false")
    boolean includeTotal;

    @QueryParam("page")
    @DefaultValue("1")
    long page;

    @QueryParam("per_page")
    @DefaultValue("20")
    long perPage;

    PageRequest pageRequest() {
        return PageRequest.upTo100(page, perPage);
    }

    ExecutionFilter filter() {
        return new ExecutionFilter(
                status == null ? null : status(status),
                actionRef,
                ruleRef,
                triggerRef,
                packName,
                executor,
                enforcement,
                parent,
                topLevelOnly,
                resultContains);
    }

    /** @throws AttuneException 400 for a word that is no status */
    static ExecutionStatus status(String wire) {
        return WireEnum.find(ExecutionStatus.class, wire)
                .orElseThrow(() -> AttuneException.badRequest("status: '" + wire + "' is no execution status"));
    }
}
