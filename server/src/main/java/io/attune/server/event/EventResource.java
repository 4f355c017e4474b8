package io.attune.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.Ref;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.id.TenantId;
import io.attune.model.json.StorableJson;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.Caller;
import io.attune.server.auth.Credential;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.drive.ingest.IngestedEvent;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Page;
import io.attune.server.http.PageRequest;
import io.attune.store.Transactions;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.event.EvaluationErrorStore;
import io.attune.store.event.EventStore;
import io.attune.store.execution.ExecutionViewStore;
import io.attune.store.tenant.TenantStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Events (api-runs.md §1). */
@Path("/api/v1/events")
@Tag(name = "events")
@RunOnVirtualThread
public class EventResource {
    private static final Pattern ADDRESS = Pattern.compile("rule_(\\d{1,18})");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final EventStore events;
    private final EvaluationErrorStore errors;
    private final ExecutionViewStore executions;
    private final TriggersForEvents triggers;
    private final EventSubmission submission;

    @Inject
    EventResource(
            Transactions transactions,
            CurrentCaller caller,
            EventStore events,
            EvaluationErrorStore errors,
            ExecutionViewStore executions,
            TriggersForEvents triggers,
            EventSubmission submission) {
        this.transactions = transactions;
        this.caller = caller;
        this.events = events;
        this.errors = errors;
        this.executions = executions;
        this.triggers = triggers;
        this.submission = submission;
    }

    @GET
    @Permit(resource = "events", action = "read")
    @Operation(operationId = "list_events")
    public Page<EventView.Summary> list(
            @QueryParam("page") @DefaultValue("1") long page,
            @QueryParam("per_page") @DefaultValue("50") long perPage,
            @QueryParam("trigger") @Nullable Long trigger,
            @QueryParam("trigger_ref") @Nullable String triggerRef,
            @QueryParam("rule_ref") @Nullable String ruleRef,
            @QueryParam("source") @Nullable Long source,
            @QueryParam("include_total") @DefaultValue("false") boolean includeTotal) {
        var by = caller.get();
        var request = PageRequest.upTo1000(page, perPage);
        var filter = new EventStore.Filter(by.scope(), EventAccess.reach(by), trigger, triggerRef, ruleRef, source);
        return transactions
                .tenant(
                        by.scope(),
                        tx -> includeTotal
                                ? Page.counted(
                                        events.list(tx, filter, request.limit(), request.offset()),
                                        request,
                                        events.count(tx, filter))
                                : Page.uncounted(
                                        events.list(tx, filter, request.limit() + 1, request.offset()), request))
                .map(EventView.Summary::of);
    }

    @GET
    @Path("/{id}")
    @Permit(resource = "events", action = "read")
    @Operation(operationId = "get_event")
    public Data<EventView> get(@PathParam("id") long id) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var event = events.find(tx, by.scope(), new EventId(id))
                    .filter(found -> EventAccess.mayRead(by, found.triggerRef(), found.id()))
                    .orElseThrow(() -> AttuneException.notFound("Event", id));
            return Data.of(EventView.of(event, errors.listByEvent(tx, by.scope(), event.id())));
        });
    }

    @POST
    @ResponseStatus(201)
    @Permit(tokens = {TokenKind.EXECUTION, TokenKind.SENSOR})
    @Operation(operationId = "create_event")
    public Data<EventView> create(CreateEvent request) {
        var by = caller.get();
        new FieldChecks()
                .text("trigger_ref", request.triggerRef(), 1, 255)
                .optionalText("delivery_id", request.deliveryId(), 1, 255)
                .done();
        storable("payload", request.payload());
        storable("config", request.config());
        var trigger = trigger(by, Objects.requireNonNull(request.triggerRef()));
        requireOwn(by, trigger);
        var ingested = submission.submit(new NewEvent(
                trigger,
                NewEvent.WhenTriggerDiffers.STORE,
                present(request.config()),
                present(request.payload()),
                source(by),
                addressee(request.triggerInstanceId()),
                tenant(by),
                request.deliveryId(),
                0));
        return switch (ingested) {
            case IngestedEvent.Stored(var event) -> Data.of(EventView.of(event));
            case IngestedEvent.Repeated repeated -> Data.of(first(by, repeated.id()));
        };
    }

    /** What the delivery made when it came first: its repetition is answered the same. */
    private EventView first(Caller by, EventId id) {
        return transactions
                .tenant(by.scope(), tx -> events.find(tx, by.scope(), id))
                .map(EventView::of)
                .orElseThrow(() -> AttuneException.conflict(
                        "This delivery made event " + id + " before, which is deleted meanwhile"));
    }

    private CatalogTrigger trigger(Caller by, String ref) {
        return triggers.find(ref)
                .filter(found -> found.owner().isPlatform() || found.owner().equals(new Owner.Tenant(by.tenant())))
                .orElseThrow(() -> AttuneException.notFound("Trigger", ref));
    }

    /** A sensor emits what its token lists, a run what its pack defines (SEC-1). */
    private void requireOwn(Caller by, CatalogTrigger trigger) {
        if (by.credential() instanceof Credential.Sensor(var _, var ref, var triggerTypes)) {
            if (!triggerTypes.contains(trigger.ref())) {
                throw AttuneException.forbidden("Sensor '" + ref + "' may not emit '" + trigger.ref()
                        + "': its token is for " + String.join(", ", triggerTypes));
            }
            return;
        }
        Optional<String> pack = by.executionId()
                .flatMap(execution -> transactions.tenant(by.scope(), tx -> executions.find(tx, by.scope(), execution)))
                .map(run -> run.summary().actionRef())
                .map(Ref::packOf);
        if (!pack.equals(Optional.of(Ref.packOf(trigger.ref())))) {
            throw AttuneException.forbidden("A run may emit events of its own pack only, not '" + trigger.ref() + "'");
        }
    }

    /** Said by the token, never by the request (api-runs.md §1). */
    private static NewEvent.Source source(Caller by) {
        return by.credential() instanceof Credential.Sensor(var id, var ref, var _)
                ? new NewEvent.Source(id, ref)
                : NewEvent.Source.UNKNOWN;
    }

    /** What a sensor of the platform emits is everybody's (runtime.md §2). */
    private static @Nullable TenantId tenant(Caller by) {
        boolean ofPlatform = by.token() == TokenKind.SENSOR && by.tenant().equals(TenantStore.SYSTEM);
        return ofPlatform ? null : by.tenant();
    }

    private static void storable(String field, @Nullable JsonNode value) {
        if (value != null) {
            StorableJson.problem(value).ifPresent(problem -> {
                throw AttuneException.invalid(field, problem);
            });
        }
    }

    private static @Nullable JsonNode present(@Nullable JsonNode value) {
        return value == null || value.isNull() ? null : value;
    }

    private static @Nullable RuleId addressee(@Nullable String instanceId) {
        var matcher = ADDRESS.matcher(instanceId == null ? "" : instanceId);
        return matcher.matches() ? new RuleId(Long.parseLong(matcher.group(1))) : null;
    }
}
