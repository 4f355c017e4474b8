package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.schedule.ReadSchedule;
import io.attune.engine.schedule.Schedule;
import io.attune.engine.schedule.TickPayload;
import io.attune.model.catalog.Rule;
import io.attune.model.id.TriggerId;
import io.attune.model.json.StorableJson;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.event.EventSubmission;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.OptionalBody;
import io.attune.server.timer.Schedules;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.rule.RuleStore;
import io.attune.store.timer.TimerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Fires a rule once by hand: an event of its trigger, addressed to it alone. Its conditions count, its timer is left alone. */
@Path("/api/v1/rules/{ref}/fire")
@Tag(name = "rules")
@RunOnVirtualThread
public class RuleFireResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuleStore rules;
    private final TimerStore timers;
    private final Catalog catalog;
    private final EventSubmission submission;
    private final Schedules schedules;
    private final RuleLog log;

    @Inject
    RuleFireResource(
            Transactions transactions,
            CurrentCaller caller,
            RuleStore rules,
            TimerStore timers,
            Catalog catalog,
            EventSubmission submission,
            Schedules schedules,
            RuleLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.rules = rules;
        this.timers = timers;
        this.catalog = catalog;
        this.submission = submission;
        this.schedules = schedules;
        this.log = log;
    }

    /** What is to be fired. */
    private record Firing(
            Rule rule, TriggerId trigger, @Nullable JsonNode payload) {}

    @POST
    @ResponseStatus(201)
    @Permit(resource = "rules", action = "update")
    @Operation(operationId = "fire_rule", summary = "Fire a rule once by hand")
    public Data<FiredRule> fire(@PathParam("ref") String ref, @OptionalBody @Nullable FireRule request) {
        var given = request == null ? null : request.payload();
        if (given != null) {
            StorableJson.problem(given).ifPresent(problem -> {
                throw AttuneException.invalid("payload", problem);
            });
        }
        var by = caller.get();
        var firing = transactions.tenant(by.scope(), tx -> {
            var rule =
                    RuleResource.ACCESS.forChange(by, "update", ref, rules.find(tx, by.scope(), ref), Rule::component);
            var prepared = prepare(tx, rule, given);
            // Before the event, which is another transaction: no event without its record.
            log.fired(tx, by, rule);
            return prepared;
        });
        var ingested = submission.submit(new NewEvent(
                trigger(firing),
                NewEvent.WhenTriggerDiffers.STORE,
                null,
                firing.payload(),
                NewEvent.Source.MANUAL,
                firing.rule().id(),
                by.tenant(),
                null,
                0));
        return Data.of(
                new FiredRule(
                        ingested.id().value(), ref, firing.rule().settings().triggerRef(), ingested.received()),
                "Rule fired successfully");
    }

    private Firing prepare(Tx tx, Rule rule, @Nullable JsonNode given) {
        var settings = rule.settings();
        var trigger = settings.trigger();
        if (!settings.enabled()) {
            throw AttuneException.conflict("Rule '" + rule.ref() + "' is disabled; enable it first");
        }
        if (trigger == null) {
            throw AttuneException.conflict("The trigger '" + settings.triggerRef() + "' of rule '" + rule.ref()
                    + "' is deleted; give the rule another one");
        }
        return new Firing(
                rule, trigger, given == null || given.isNull() ? tick(tx, rule).orElse(null) : given);
    }

    /** What a tick of its timer would say now. */
    private Optional<JsonNode> tick(Tx tx, Rule rule) {
        var timer = timers.find(tx, rule.id());
        if (timer.isEmpty()
                || !(schedules.read(timer.get().kind(), timer.get().parameters())
                        instanceof ReadSchedule.Valid(Schedule schedule))) {
            return Optional.empty();
        }
        var now = timers.now(tx);
        var state = timer.get().state();
        return Optional.of(TickPayload.of(schedule, now, now, state.fired(), state.nextFireAt()));
    }

    /** Looks at the database when the trigger is not known here yet. */
    private CatalogTrigger trigger(Firing firing) {
        return catalog.current()
                .findTrigger(firing.trigger())
                .or(() -> catalog.refresh().findTrigger(firing.trigger()))
                .orElseThrow(() -> AttuneException.notFound(
                        "Trigger", firing.rule().settings().triggerRef()));
    }
}
