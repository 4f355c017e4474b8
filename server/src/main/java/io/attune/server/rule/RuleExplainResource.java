package io.attune.server.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.engine.explain.RuleReasons;
import io.attune.engine.explain.RuleReasons.EventSeen;
import io.attune.engine.explain.RuleReasons.RuleNow;
import io.attune.engine.explain.RuleReasons.RuleReason;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionException;
import io.attune.expression.Scope;
import io.attune.model.catalog.Rule;
import io.attune.model.event.EnforcementSummary;
import io.attune.model.event.EvaluationError;
import io.attune.model.event.Event;
import io.attune.model.execution.ExecutionSummary;
import io.attune.model.id.EventId;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.drive.ingest.EventFunctions;
import io.attune.server.event.EventAccess;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.event.EnforcementStore;
import io.attune.store.event.EvaluationErrorStore;
import io.attune.store.event.EventStore;
import io.attune.store.execution.ExecutionFilter;
import io.attune.store.execution.ExecutionReach;
import io.attune.store.execution.ExecutionViewStore;
import io.attune.store.permission.GrantReach;
import io.attune.store.rule.RuleStore;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Why a rule fired for an event, or did not (ui.md §9.4). */
@Path("/api/v1/rules/{ref}/explain")
@Tag(name = "rules")
@RunOnVirtualThread
public class RuleExplainResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuleStore rules;
    private final TriggerStore triggers;
    private final EventStore events;
    private final EnforcementStore enforcements;
    private final EvaluationErrorStore errors;
    private final ExecutionViewStore executions;

    @Inject
    RuleExplainResource(
            Transactions transactions,
            CurrentCaller caller,
            RuleStore rules,
            TriggerStore triggers,
            EventStore events,
            EnforcementStore enforcements,
            EvaluationErrorStore errors,
            ExecutionViewStore executions) {
        this.transactions = transactions;
        this.caller = caller;
        this.rules = rules;
        this.triggers = triggers;
        this.events = events;
        this.enforcements = enforcements;
        this.errors = errors;
        this.executions = executions;
    }

    /**
     * What came of an event.
     *
     * @param event absent when the trigger has had none
     * @param stage how far it came: {@code no_event}, {@code other_trigger}, {@code other_rule}, {@code trigger}, {@code rule},
     *     {@code evaluation}, {@code condition}, {@code changed}, {@code enforcement} or {@code execution}
     */
    @Schema(name = "RuleExplanation")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RuleExplanation(
            String ruleRef,
            @Nullable Long event,
            boolean fired,
            String stage,
            String cause,
            List<String> evidence,
            @Nullable String remedy) {
        static RuleExplanation of(String ruleRef, Optional<Event> event, RuleReason reason) {
            return new RuleExplanation(
                    ruleRef,
                    event.map(found -> found.id().value()).orElse(null),
                    reason.fired(),
                    reason.stage().name().toLowerCase(Locale.ROOT),
                    reason.why().cause(),
                    reason.why().evidence(),
                    reason.why().remedy());
        }
    }

    @GET
    @Permit(resource = "rules", action = "read")
    @Operation(
            operationId = "explain_rule",
            summary = "Why a rule fired or did not: for an event, else for the last one of its trigger")
    public Data<RuleExplanation> explain(@PathParam("ref") String ref, @QueryParam("event") @Nullable Long event) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            Rule rule = RuleResource.ACCESS.forReading(by, ref, rules.find(tx, by.scope(), ref), Rule::component);
            Optional<Event> found = event == null ? last(tx, by, rule) : Optional.of(named(tx, by, event));
            var reason = RuleReasons.of(
                    now(tx, by, rule), found.map(it -> seen(tx, by, rule, it)).orElse(null));
            return Data.of(RuleExplanation.of(ref, found, reason));
        });
    }

    private Event named(Tx tx, Caller by, long id) {
        return events.find(tx, by.scope(), new EventId(id))
                .filter(event -> EventAccess.mayRead(by, event.triggerRef(), event.id()))
                .orElseThrow(() -> AttuneException.notFound("Event", id));
    }

    private Optional<Event> last(Tx tx, Caller by, Rule rule) {
        var filter = new EventStore.Filter(
                by.scope(), EventAccess.reach(by), null, rule.settings().triggerRef(), null, null);
        return events.list(tx, filter, 1, 0).stream()
                .findFirst()
                .flatMap(event -> events.find(tx, by.scope(), event.id()));
    }

    private RuleNow now(Tx tx, Caller by, Rule rule) {
        var settings = rule.settings();
        return new RuleNow(
                rule.ref(),
                settings.triggerRef(),
                settings.enabled(),
                triggers.find(tx, by.scope(), settings.triggerRef())
                        .map(trigger -> trigger.settings().enabled())
                        .orElse(null),
                settings.action() != null,
                rule.component().updated());
    }

    private EventSeen seen(Tx tx, Caller by, Rule rule, Event event) {
        String at = event.created().toString();
        Scope scope = EventFunctions.add(Scope.ofEvent(event.id().value(), event.triggerRef(), event.payload(), at), at)
                .build();
        Condition condition = Condition.compile(rule.settings().conditions());
        Optional<EnforcementSummary> enforcement = enforcements
                .list(
                        tx,
                        new EnforcementStore.Filter(
                                by.scope(), GrantReach.ALL, null, event.id().value(), null, null, rule.ref()),
                        1,
                        0)
                .stream()
                .findFirst();
        return new EventSeen(
                event.id().value(),
                event.triggerRef(),
                event.ruleRef(),
                event.created(),
                enforcement.map(EnforcementSummary::status).orElse(null),
                enforcement.flatMap(found -> execution(tx, by, found)).orElse(null),
                errors.listByEvent(tx, by.scope(), event.id()).stream()
                        .filter(error -> error.ruleRef().equals(rule.ref()))
                        .map(EvaluationError::message)
                        .findFirst()
                        .orElse(null),
                holds(condition, scope),
                condition.trace(scope));
    }

    private Optional<Long> execution(Tx tx, Caller by, EnforcementSummary enforcement) {
        var started = ExecutionFilter.ofEnforcement(enforcement.id().value());
        return executions.list(tx, by.scope(), ExecutionReach.ALL, started, 0, 100).stream()
                .map(ExecutionSummary::id)
                .min(Long::compare);
    }

    private static boolean holds(Condition condition, Scope scope) {
        try {
            return condition.test(scope);
        } catch (ExpressionException _) {
            return false;
        }
    }
}
