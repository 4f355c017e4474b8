package io.attune.server.timer;

import io.attune.engine.schedule.TimerStatus;
import io.attune.model.WireEnum;
import io.attune.model.catalog.Rule;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.component.ComponentFilter;
import io.attune.store.rule.RuleStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The timers of all rules: what fires when (runtime.md §3). */
@Path("/api/v1/schedules")
@Tag(name = "rules")
@RunOnVirtualThread
public class ScheduleResource {
    private static final ComponentAccess ACCESS = new ComponentAccess("rules", "Rule");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuleStore rules;
    private final RuleTimers timers;

    @Inject
    ScheduleResource(Transactions transactions, CurrentCaller caller, RuleStore rules, RuleTimers timers) {
        this.transactions = transactions;
        this.caller = caller;
        this.rules = rules;
        this.timers = timers;
    }

    @GET
    @Permit(resource = "rules", action = "read")
    @Operation(operationId = "list_schedules", summary = "Timers of rules, those that fire next first")
    public Page<ScheduleView> list(
            @BeanParam PageParams page,
            @QueryParam("pack") @Nullable String packRef,
            @QueryParam("status") @Nullable String status) {
        var wanted = status(status);
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            Page<Rule> timed = ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ofPack(packRef),
                    rules::components,
                    (in, scope, filter, slice) -> rules.pageOfTimers(in, scope, filter, wanted, slice),
                    Function.<Rule>identity());
            var views = timers.views(tx, timed.items().stream().map(Rule::id).toList());
            return timed.map(rule -> ScheduleView.of(rule, views.get(rule.id())));
        });
    }

    private static @Nullable TimerStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        List<String> words =
                Arrays.stream(TimerStatus.values()).map(TimerStatus::wire).toList();
        return WireEnum.find(TimerStatus.class, text)
                .orElseThrow(() -> AttuneException.badRequest(
                        "status: expected one of " + words.stream().collect(Collectors.joining(", "))));
    }
}
