package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.Ref;
import io.attune.model.catalog.Action;
import io.attune.model.catalog.Rule;
import io.attune.model.catalog.RuleSettings;
import io.attune.model.catalog.Trigger;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.component.Delegation;
import io.attune.server.component.Packs;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.server.timer.RuleTimers;
import io.attune.server.timer.Schedules;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.component.ComponentFilter;
import io.attune.store.rule.RuleStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Rules (api-catalog.md §8). */
@Path("/api/v1/rules")
@Tag(name = "rules")
@RunOnVirtualThread
public class RuleResource {
    static final ComponentAccess ACCESS = new ComponentAccess("rules", "Rule");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuleStore rules;
    private final RuleTargets targets;
    private final Packs packs;
    private final Delegation delegation;
    private final RuleTimers timers;
    private final Schedules schedules;
    private final RuleLog log;

    @Inject
    RuleResource(
            Transactions transactions,
            CurrentCaller caller,
            RuleStore rules,
            RuleTargets targets,
            Packs packs,
            Delegation delegation,
            RuleTimers timers,
            Schedules schedules,
            RuleLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.rules = rules;
        this.targets = targets;
        this.packs = packs;
        this.delegation = delegation;
        this.timers = timers;
        this.schedules = schedules;
        this.log = log;
    }

    @GET
    @Permit(resource = "rules", action = "read")
    @Operation(operationId = "list_rules")
    public Page<RuleView.Summary> list(
            @BeanParam PageParams page,
            @QueryParam("pack") @Nullable String packRef,
            @QueryParam("enabled") @Nullable String enabled) {
        return list(page, ComponentFilter.ofPack(packRef).withEnabled(flag(enabled)));
    }

    /** Booleans in query strings are {@code true} and {@code false} only (api.md §1.6). */
    private static @Nullable Boolean flag(@Nullable String text) {
        return switch (text) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw AttuneException.badRequest("enabled: expected true or false");
        };
    }

    @GET
    @Path("/enabled")
    @Permit(resource = "rules", action = "read")
    @Operation(operationId = "list_enabled_rules")
    public Page<RuleView.Summary> listEnabled(@BeanParam PageParams page) {
        return list(page, ComponentFilter.ALL.withEnabled(true));
    }

    private Page<RuleView.Summary> list(PageParams page, ComponentFilter filter) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> ACCESS.page(
                        tx, by, page.request(), filter, rules::components, rules::page, RuleView.Summary::of));
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "rules", action = "create")
    @Operation(operationId = "create_rule")
    public Data<RuleView> create(CreateRule request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var ref = request.checkedRef();
            var pack = packs.get(tx, by, request.checkedPackRef());
            var action = targets.action(tx, by, request.checkedActionRef());
            var trigger = targets.trigger(tx, by, request.checkedTriggerRef());
            ACCESS.forCreation(by, pack.ref(), ref, by.identity());
            var settings = request.settings(action, trigger);
            requireDelegable(tx, by, settings, action);
            var checks = new FieldChecks();
            fitAction(tx, by, checks, pack.ref(), action, settings.actionParams());
            fitTrigger(checks, trigger, settings.triggerParams());
            checks.done();
            var id = rules.insert(tx, Packs.adhoc(by, pack, ref, by.identity()), settings)
                    .orElseThrow(() -> ACCESS.taken(ref));
            var made = rules.find(tx, by.scope(), id).orElseThrow();
            timers.follow(tx, made);
            log.created(tx, by, made);
            return Data.of(view(tx, made), "Rule created successfully");
        });
    }

    @GET
    @Path("/{ref}")
    @Permit(resource = "rules", action = "read")
    @Operation(operationId = "get_rule")
    public Data<RuleView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(view(tx, ACCESS.forReading(by, ref, rules.find(tx, by.scope(), ref), Rule::component))));
    }

    private RuleView view(Tx tx, Rule rule) {
        return RuleView.of(rule, timers.view(tx, rule.id()).orElse(null));
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "rules", action = "update")
    @Operation(operationId = "update_rule")
    public Data<RuleView> update(@PathParam("ref") String ref, UpdateRule request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            var old = current.settings();
            var action = targets.action(tx, by, request.actionRef() == null ? old.actionRef() : request.actionRef());
            var trigger =
                    targets.trigger(tx, by, request.triggerRef() == null ? old.triggerRef() : request.triggerRef());
            var settings = request.applyTo(old, action, trigger);
            if (request.changesWhatRuns()) {
                requireDelegable(tx, by, settings, action);
            }
            var checks = new FieldChecks();
            if (request.changesAction()) {
                fitAction(tx, by, checks, Ref.packOf(ref), action, settings.actionParams());
            }
            if (request.changesTrigger()) {
                fitTrigger(checks, trigger, settings.triggerParams());
            }
            checks.done();
            rules.update(tx, by.scope(), current.id(), settings);
            return changed(tx, by, current, "updated");
        });
    }

    /** What the command line sends for an update (api.md §5). */
    @PATCH
    @Path("/{ref}")
    @Permit(resource = "rules", action = "update")
    @Operation(operationId = "patch_rule")
    public Data<RuleView> patch(@PathParam("ref") String ref, UpdateRule request) {
        return update(ref, request);
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "rules", action = "delete")
    @Operation(operationId = "delete_rule")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var current = forChange(tx, by, "delete", ref);
            rules.delete(tx, by.scope(), current.id());
            log.deleted(tx, by, current);
        });
        return Success.of("Rule '" + ref + "' deleted successfully");
    }

    @POST
    @Path("/{ref}/enable")
    @Permit(resource = "rules", action = "update")
    @Operation(operationId = "enable_rule")
    public Data<RuleView> enable(@PathParam("ref") String ref) {
        return setEnabled(ref, true);
    }

    @POST
    @Path("/{ref}/disable")
    @Permit(resource = "rules", action = "update")
    @Operation(operationId = "disable_rule")
    public Data<RuleView> disable(@PathParam("ref") String ref) {
        return setEnabled(ref, false);
    }

    private Data<RuleView> setEnabled(String ref, boolean enabled) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            rules.update(tx, by.scope(), current.id(), current.settings().withEnabled(enabled));
            return changed(tx, by, current, enabled ? "enabled" : "disabled");
        });
    }

    private Data<RuleView> changed(Tx tx, Caller by, Rule before, String change) {
        var after = rules.find(tx, by.scope(), before.id()).orElseThrow();
        timers.follow(tx, after);
        log.updated(tx, by, after, change);
        return Data.of(view(tx, after), "Rule " + change + " successfully");
    }

    /** What the rule starts acts with these sets: whoever decides about it must be able to hand them on (SEC-8). */
    private void requireDelegable(Tx tx, Caller by, RuleSettings settings, Action action) {
        var named = settings.permissionSetRefs();
        delegation.require(tx, by, named == null ? action.settings().permissionSetRefs() : named);
    }

    private Rule forChange(Tx tx, Caller by, String action, String ref) {
        var found = ACCESS.forChange(by, action, ref, rules.find(tx, by.scope(), ref), Rule::component);
        return rules.lock(tx, by.scope(), found.id()).orElseThrow(() -> ACCESS.absent(ref));
    }

    private void fitAction(Tx tx, Caller by, FieldChecks checks, String packRef, Action action, JsonNode parameters) {
        RuleParameters.fitAction(checks, "action_params", action.settings(), parameters);
        RuleParameters.secrets(
                checks, "action_params", action.settings().paramSchema(), parameters, targets.secrets(tx, by, packRef));
    }

    private void fitTrigger(FieldChecks checks, Trigger trigger, JsonNode parameters) {
        RuleParameters.fit(checks, "trigger_params", trigger.settings().paramSchema(), parameters);
        // What does not fit the schema is said once.
        checks.done();
        TimerParameters.check(schedules, checks, trigger.ref(), parameters);
    }
}
