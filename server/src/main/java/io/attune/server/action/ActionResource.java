package io.attune.server.action;

import io.attune.model.catalog.Action;
import io.attune.model.catalog.RuntimeComponent;
import io.attune.model.id.RuntimeId;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Delegation;
import io.attune.server.component.Packs;
import io.attune.server.component.Placements;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.action.ActionStore;
import io.attune.store.component.ComponentFilter;
import io.attune.store.component.Slice;
import io.attune.store.runtime.RuntimeStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Actions (api-catalog.md §2). */
@Path("/api/v1/actions")
@Tag(name = "actions")
@RunOnVirtualThread
public class ActionResource {
    static final ComponentAccess ACCESS = new ComponentAccess("actions", "Action");

    /** Runs inside the platform; for its own packs only (D12). */
    private static final String INTERNAL_RUNTIME = "core.internal";

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final ActionStore actions;
    private final RuntimeStore runtimes;
    private final Packs packs;
    private final Placements placements;
    private final Delegation delegation;
    private final DefinitionLog log;

    @Inject
    ActionResource(
            Transactions transactions,
            CurrentCaller caller,
            ActionStore actions,
            RuntimeStore runtimes,
            Packs packs,
            Placements placements,
            Delegation delegation,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.actions = actions;
        this.runtimes = runtimes;
        this.packs = packs;
        this.placements = placements;
        this.delegation = delegation;
        this.log = log;
    }

    @GET
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "list_actions")
    public Page<ActionView.Summary> list(
            @BeanParam PageParams page,
            @QueryParam("executable_with_current_access") @DefaultValue("false") boolean executable) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var filter = executable ? ComponentFilter.ALL.withIds(executable(tx, by)) : ComponentFilter.ALL;
            return ACCESS.page(
                    tx, by, page.request(), filter, actions::components, actions::page, ActionView.Summary::of);
        });
    }

    /** The actions that the caller may run, with the permission sets they bring along. */
    private List<Long> executable(Tx tx, Caller by) {
        var candidates =
                actions.page(tx, by.scope(), ComponentFilter.ALL, new Slice(0, Integer.MAX_VALUE)).items().stream()
                        .filter(action -> ACCESS.isAllowed(by, "execute", action.component()))
                        .toList();
        var named = candidates.stream()
                .flatMap(action -> action.settings().permissionSetRefs().stream())
                .collect(Collectors.toSet());
        var delegable = delegation.allowed(tx, by, named);
        return candidates.stream()
                .filter(action -> delegable.containsAll(action.settings().permissionSetRefs()))
                .map(action -> action.component().id())
                .toList();
    }

    @GET
    @Path("/search")
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "search_actions")
    public Page<ActionView.Hit> search(
            @BeanParam PageParams page,
            @QueryParam("q") @Nullable String query,
            @QueryParam("packs") @Nullable String packRefs) {
        var by = caller.get();
        var words = query == null || query.isBlank()
                ? List.<String>of()
                : List.of(query.strip().split("\\s+"));
        var wantedPacks = Packs.words(packRefs);
        return transactions.tenant(by.scope(), tx -> {
            packs.requireAll(tx, by, wantedPacks);
            return ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ALL,
                    actions::components,
                    (in, scope, filter, slice) -> actions.search(in, scope, filter, words, wantedPacks, slice),
                    ActionView.Hit::of);
        });
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "actions", action = "create")
    @Operation(operationId = "create_action")
    public Data<ActionView> create(CreateAction request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = packs.get(tx, by, request.checkedPackRef());
            var runtime = runtime(tx, by, request.runtime(), request.runtimeRef());
            ACCESS.forCreation(by, pack.ref(), request.checkedRef(), null);
            delegation.require(tx, by, request.permissionSetRefs());
            var id = actions.insert(
                            tx,
                            Packs.adhoc(by, pack, request.checkedRef(), null),
                            request.settings(runtime.orElse(null), placements))
                    .orElseThrow(() -> ACCESS.taken(request.checkedRef()));
            var made = actions.find(tx, by.scope(), id).orElseThrow();
            log.changed(tx, by, "action", made.component(), "created");
            return Data.of(ActionView.of(made), "Action created successfully");
        });
    }

    @GET
    @Path("/{ref}")
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "get_action")
    public Data<ActionView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(ActionView.of(
                        ACCESS.forReading(by, ref, actions.find(tx, by.scope(), ref), Action::component))));
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "actions", action = "update")
    @Operation(operationId = "update_action")
    public Data<ActionView> update(@PathParam("ref") String ref, UpdateAction request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            var runtime = runtime(tx, by, request.runtime(), request.runtimeRef());
            var changed = request.applyTo(current.settings(), runtime.orElse(null), placements);
            // Those it has already, too: the new code would act with them.
            delegation.require(tx, by, changed.permissionSetRefs());
            actions.update(tx, by.scope(), current.id(), changed);
            log.changed(tx, by, "action", current.component(), "updated");
            return Data.of(
                    ActionView.of(actions.find(tx, by.scope(), current.id()).orElseThrow()),
                    "Action updated successfully");
        });
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "actions", action = "delete")
    @Operation(operationId = "delete_action")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var current = forChange(tx, by, "delete", ref);
            actions.delete(tx, by.scope(), current.id());
            log.changed(tx, by, "action", current.component(), "deleted");
        });
        return Success.of("Action '" + ref + "' deleted successfully");
    }

    private Action forChange(Tx tx, Caller by, String action, String ref) {
        var found = ACCESS.forChange(by, action, ref, actions.find(tx, by.scope(), ref), Action::component);
        return actions.lock(tx, by.scope(), found.id()).orElseThrow(() -> ACCESS.absent(ref));
    }

    /** The runtime that a request names, by id or else by ref; nothing when it names none. */
    private Optional<RuntimeId> runtime(Tx tx, Caller by, @Nullable Long id, @Nullable String ref) {
        if (id == null && ref == null) {
            return Optional.empty();
        }
        var found = id != null
                ? runtimes.find(tx, by.scope(), new RuntimeId(id))
                : runtimes.find(tx, by.scope(), String.valueOf(ref));
        var runtime = found.orElseThrow(
                () -> AttuneException.notFound("Runtime", id != null ? id.toString() : String.valueOf(ref)));
        if (runtime.ref().equals(INTERNAL_RUNTIME)) {
            throw AttuneException.invalid(
                    "runtime_ref", "'" + INTERNAL_RUNTIME + "' is for the packs of the platform only");
        }
        return Optional.of(runtime).map(RuntimeComponent::id);
    }
}
