package io.attune.server.rule;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.Packs;
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

/** The rules of one pack (api-catalog.md §8). */
@Path("/api/v1/packs/{pack_ref}/rules")
@Tag(name = "rules")
@RunOnVirtualThread
public class RulesOfPackResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuleStore rules;
    private final Packs packs;

    @Inject
    RulesOfPackResource(Transactions transactions, CurrentCaller caller, RuleStore rules, Packs packs) {
        this.transactions = transactions;
        this.caller = caller;
        this.rules = rules;
        this.packs = packs;
    }

    @GET
    @Permit(resource = "rules", action = "read")
    @Operation(operationId = "list_rules_by_pack")
    public Page<RuleView.Summary> list(@PathParam("pack_ref") String packRef, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = packs.get(tx, by, packRef);
            return RuleResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ofPack(pack.ref()),
                    rules::components,
                    rules::page,
                    RuleView.Summary::of);
        });
    }
}
