package io.attune.server.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.parameter.CheckedParameters;
import io.attune.engine.permission.Target;
import io.attune.model.WireEnum;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.catalog.Catalog;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledAction;
import io.attune.server.component.Delegation;
import io.attune.server.drive.dispatch.Enqueue;
import io.attune.server.drive.dispatch.Starts;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Origin;
import io.attune.store.execution.NewExecution.PlacementOverride;
import io.attune.store.execution.NewExecution.Retention;
import io.attune.store.execution.NewExecution.Start;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executions that a person, a service or a running action starts (runtime.md §5.1). */
@Singleton
public class ManualRuns {
    private final Catalog catalog;
    private final Enqueue enqueue;
    private final Delegation delegation;
    private final Audit audit;

    @Inject
    ManualRuns(Catalog catalog, Enqueue enqueue, Delegation delegation, Audit audit) {
        this.catalog = catalog;
        this.enqueue = enqueue;
        this.delegation = delegation;
        this.audit = audit;
    }

    /** An execution that is allowed and complete, to be started. */
    record Prepared(NewExecution execution) {}

    /**
     * Finds the action and applies its defaults. Wrong parameters are no refusal: the run is created and fails (FIX-14).
     *
     * @throws AttuneException 404 for an action the caller does not see, 403 for one it may not execute
     */
    Prepared prepare(Caller caller, CreateExecution request) {
        // Exactly what is committed now: an action made a moment ago runs, a deleted one does not.
        var snapshot = catalog.refresh();
        var compiled = snapshot.findAction(request.checkedActionRef())
                .filter(found -> isVisible(caller, found.action()))
                .orElseThrow(() -> AttuneException.notFound("Action", request.checkedActionRef()));
        var action = compiled.action();
        if (!caller.grants()
                .allow(
                        "actions",
                        "execute",
                        Target.of(action.packRef(), action.ref(), action.id().value()))) {
            throw AttuneException.forbidden("Insufficient permissions: actions:execute");
        }
        var checked = compiled.check().checkBeforeKeys(request.givenParameters());
        var secrets = action.paramSchema().locateSecrets(checked.parameters());
        request.requireNoSecretVariables(secrets);
        var sets = request.permissionSetRefs() == null
                ? action.defaultPermissionSetRefs()
                : List.copyOf(request.permissionSetRefs());
        var placement = new PlacementOverride(
                given(request.workerSelector()), given(request.workerTolerations()), given(request.workerAffinity()));
        return new Prepared(new NewExecution(
                caller.tenant(),
                action.id(),
                action.ref(),
                origin(caller),
                checked.parameters(),
                secrets.stream()
                        .map(at -> new SecretPlace(at, SecretSource.SCHEMA))
                        .toList(),
                request.givenEnvVars(),
                sets,
                retention(request, action),
                placement,
                start(compiled, snapshot, checked, placement)));
    }

    private static boolean isVisible(Caller caller, CatalogAction action) {
        var owner = action.owner().tenantId();
        return owner == null || owner == caller.tenant().value();
    }

    private static Origin origin(Caller caller) {
        var own = caller.execution();
        return own == null ? Origin.request(caller.identity()) : Origin.child(own, caller.identity());
    }

    private static @Nullable JsonNode given(@Nullable JsonNode value) {
        return CreateExecution.isGiven(value) ? value : null;
    }

    private static Retention retention(CreateExecution request, CatalogAction action) {
        var policy = request.artifactRetentionPolicy() == null
                ? action.artifactRetentionPolicy()
                : request.artifactRetentionPolicy();
        var limit = request.artifactRetentionLimit() == null
                ? action.artifactRetentionLimit()
                : request.artifactRetentionLimit();
        return new Retention(
                policy == null
                        ? Retention.DEFAULT.policy()
                        : WireEnum.find(RetentionPolicy.class, policy).orElse(Retention.DEFAULT.policy()),
                limit == null ? Retention.DEFAULT.limit() : limit);
    }

    private static Start start(
            CompiledAction compiled, CatalogSnapshot catalog, CheckedParameters checked, PlacementOverride placement) {
        if (SecretMarker.isIn(checked.parameters())) {
            return Starts.fail(
                    "A parameter holds the mark of a hidden secret instead of a value: give the secret itself");
        }
        return checked.fit() ? Starts.of(compiled, catalog, placement, null) : Starts.fail(checked.text());
    }

    /** Starts it in the caller's transaction. @throws AttuneException 403 for permission sets that the caller may not hand on */
    ExecutionId start(Tx tx, Caller caller, Prepared prepared) {
        delegation.require(tx, caller, prepared.execution().permissionSetRefs());
        return enqueue.enqueue(tx, List.of(prepared.execution()), audit.initiator(caller))
                .getFirst();
    }
}
