package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.parameter.ReachableKeys;
import io.attune.engine.parameter.RenderedParameters;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.engine.rule.IndexedRule;
import io.attune.engine.rule.MatchOutcome;
import io.attune.expression.Scope;
import io.attune.model.event.EnforcementStatus;
import io.attune.model.event.EvaluationError;
import io.attune.model.event.Event;
import io.attune.model.id.EnforcementId;
import io.attune.model.id.TenantId;
import io.attune.model.json.JsonWeight;
import io.attune.model.tenant.Owner;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledAction;
import io.attune.server.catalog.CompiledRule;
import io.attune.server.drive.dispatch.Starts;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.catalog.CatalogRule;
import io.attune.store.catalog.CatalogStore;
import io.attune.store.event.EnforcementStore.NewEnforcement;
import io.attune.store.execution.NewExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the rules make of the events of a batch: enforcements, the runs that belong to them, and what could not be evaluated. Collects, and
 * hands over what it has when that becomes large: many rules may each copy all of a large event. Writes nothing. Used by one thread.
 */
final class Reactions {
    /** Characters and values that are collected before they are handed over; the last reaction may exceed it. */
    static final long LARGE = 8 << 20;

    private final CatalogSnapshot catalog;
    private final RuleKeys keys;
    private final Consumer<Reactions> writer;
    private final List<NewEnforcement> enforcements = new ArrayList<>();
    private final List<PlannedRun> runs = new ArrayList<>();
    private final List<EvaluationError> errors = new ArrayList<>();
    private long collected;

    /** A run that lacks only the id of its enforcement. */
    private record PlannedRun(
            int enforcement,
            TenantId tenant,
            CompiledRule rule,
            CompiledAction action,
            RenderedParameters parameters) {}

    /** @param writer takes what is collected; called any number of times, the last time by {@link #handOver} */
    Reactions(CatalogSnapshot catalog, RuleKeys keys, Consumer<Reactions> writer) {
        this.catalog = catalog;
        this.keys = keys;
        this.writer = writer;
    }

    /** Has the rest of what is collected written, and forgets it. */
    void handOver() {
        writer.accept(this);
        enforcements.clear();
        runs.clear();
        errors.clear();
        collected = 0;
    }

    List<NewEnforcement> enforcements() {
        return enforcements;
    }

    List<EvaluationError> errors() {
        return errors;
    }

    /**
     * The runs, now that their enforcements are written.
     *
     * @param ids of the enforcements, in their order
     */
    List<NewExecution> executions(List<EnforcementId> ids) {
        return runs.stream()
                .map(run -> execution(run, ids.get(run.enforcement())))
                .toList();
    }

    /** Adds what the rules make of one event. A rule that fails keeps no other from firing (FIX-3). */
    void add(Event event) {
        if (!catalog.findTrigger(event.triggerRef()).map(it -> it.enabled()).orElse(false)) {
            return;
        }
        Scope shared = RuleScope.of(event);
        long payload = event.payload() == null ? 0 : JsonWeight.of(event.payload());
        MatchOutcome outcome = match(event, shared);
        for (MatchOutcome.Failure failure : outcome.failed()) {
            if (catalog.isFrozen(ownerOfRuns(event, failure.rule().owner()))) {
                continue;
            }
            errors.add(error(event, failure.rule(), failure.message()));
        }
        for (IndexedRule matched : outcome.matched()) {
            CompiledRule rule = catalog.findRule(matched.id())
                    .orElseThrow(
                            () -> new IllegalStateException("indexed rule " + matched.id() + " is not in the catalog"));
            fire(event, rule, shared);
            collected += payload + 2 * JsonWeight.of(enforcements.getLast().config());
            if (collected >= LARGE) {
                handOver();
            }
        }
    }

    private MatchOutcome match(Event event, Scope shared) {
        var index = catalog.ruleIndex();
        if (event.rule() != null) {
            return index.matchAddressed(
                    event.rule(), event.triggerRef(), event.owner(), rule -> scope(shared, event, rule));
        }
        JsonNode document = shared.lookup("event");
        if (document == null) {
            throw new IllegalStateException("the scope of an event without the event");
        }
        return index.match(event.triggerRef(), event.owner(), document, rule -> scope(shared, event, rule));
    }

    private Scope scope(Scope shared, Event event, IndexedRule rule) {
        return catalog.findRule(rule.id())
                .<Scope>map(compiled -> scope(shared, event, compiled))
                .orElse(shared);
    }

    private RuleScope scope(Scope shared, Event event, CompiledRule compiled) {
        CatalogRule rule = compiled.rule();
        var reachable = keys.of(tenantOf(ownerOfRuns(event, rule.owner())), rule.pack());
        return new RuleScope(shared, rule, catalog, reachable, event.created().toString());
    }

    /** A rule of the system works for whose event it is. */
    private static Owner ownerOfRuns(Event event, Owner ruleOwner) {
        return ruleOwner.isPlatform() ? event.owner() : ruleOwner;
    }

    private void fire(Event event, CompiledRule compiled, Scope shared) {
        CatalogRule rule = compiled.rule();
        Owner owner = ownerOfRuns(event, rule.owner());
        if (catalog.isFrozen(owner)) {
            return;
        }
        Optional<CompiledAction> action = Optional.ofNullable(rule.action()).flatMap(catalog::findAction);
        Optional<TenantId> tenant = tenantOf(owner);
        if (action.isEmpty() || tenant.isEmpty()) {
            // The rule has lost its action: that it would have fired is worth knowing.
            enforcements.add(enforcement(event, rule, owner, null, null, EnforcementStatus.DISABLED));
            return;
        }
        RuleScope scope = scope(shared, event, compiled);
        RenderedParameters rendered = compiled.parameters()
                .render(scope, () -> secretsOf(scope), action.get().check());
        // What lenient rendering could not read is null; a run must not take that for the value of a key.
        RenderedParameters parameters =
                scope.keys().problem().map(RenderedParameters::failed).orElse(rendered);
        runs.add(new PlannedRun(enforcements.size(), tenant.get(), compiled, action.get(), parameters));
        enforcements.add(enforcement(event, rule, owner, parameters, tenant.get(), EnforcementStatus.PROCESSED));
    }

    /** The secrets that the templates of a rule can reach. */
    private List<SecretOrigin> secretsOf(RuleScope scope) {
        List<SecretOrigin> secrets = new ArrayList<>();
        catalog.findPack(scope.rule().pack())
                .map(pack -> SecretOrigin.ofPackConfig(pack.ref(), pack.confSchema()))
                .ifPresent(secrets::addAll);
        scope.keys().known().map(ReachableKeys::secrets).ifPresent(secrets::addAll);
        return secrets;
    }

    /** A system rule that fires for a system event runs for the platform itself. */
    private Optional<TenantId> tenantOf(Owner owner) {
        return switch (owner) {
            case Owner.Tenant(TenantId id) -> Optional.of(id);
            case Owner.Platform() -> catalog.platformTenant();
        };
    }

    private static NewEnforcement enforcement(
            Event event,
            CatalogRule rule,
            Owner owner,
            @Nullable RenderedParameters parameters,
            @Nullable TenantId secretsOf,
            EnforcementStatus status) {
        return new NewEnforcement(
                owner,
                rule.id(),
                rule.ref(),
                event.triggerRef(),
                event.id(),
                parameters == null ? JsonNodeFactory.instance.objectNode() : parameters.parameters(),
                parameters == null ? List.of() : parameters.secrets(),
                secretsOf,
                event.payload(),
                rule.conditions(),
                status);
    }

    private static EvaluationError error(Event event, IndexedRule rule, String message) {
        return new EvaluationError(event.id(), ownerOfRuns(event, rule.owner()), rule.id(), rule.ref(), message);
    }

    private NewExecution execution(PlannedRun run, EnforcementId enforcement) {
        CatalogRule rule = run.rule().rule();
        CatalogAction action = run.action().action();
        var inherited = rule.permissionSetRefs();
        return new NewExecution(
                run.tenant(),
                action.id(),
                action.ref(),
                NewExecution.Origin.rule(
                        enforcement,
                        rule.ref(),
                        rule.triggerRef(),
                        rule.author() == null ? CatalogStore.PLATFORM : rule.author()),
                run.parameters().parameters(),
                run.parameters().secrets(),
                null,
                inherited == null ? action.defaultPermissionSetRefs() : inherited,
                Starts.retention(action),
                NewExecution.PlacementOverride.NONE,
                start(run));
    }

    private NewExecution.Start start(PlannedRun run) {
        return run.parameters()
                .error()
                .<NewExecution.Start>map(Starts::fail)
                .orElseGet(() -> Starts.ofRule(run.action(), catalog));
    }
}
