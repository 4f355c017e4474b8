package io.attune.server.rule;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
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
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The rules of one action (api-catalog.md §8). */
@Path("/api/v1/actions/{action_ref}/rules")
@Tag(name = "rules")
@RunOnVirtualThread
public class RulesOfActionResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuleStore rules;
    private final RuleTargets targets;

    @Inject
    RulesOfActionResource(Transactions transactions, CurrentCaller caller, RuleStore rules, RuleTargets targets) {
        this.transactions = transactions;
        this.caller = caller;
        this.rules = rules;
        this.targets = targets;
    }

    @GET
    @Permit(resource = "rules", action = "read")
    @Operation(operationId = "list_rules_by_action")
    public Page<RuleView.Summary> list(@PathParam("action_ref") String ref, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var id = targets.action(tx, by, ref).id();
            return RuleResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ALL,
                    rules::components,
                    (in, scope, filter, slice) -> rules.pageOfAction(in, scope, filter, id, slice),
                    RuleView.Summary::of);
        });
    }
}
