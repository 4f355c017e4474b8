package io.attune.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.WireEnum;
import io.attune.model.key.Key;
import io.attune.model.key.KeyOwner;
import io.attune.model.key.KeyOwnerType;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageRequest;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.key.KeyOwnerStore;
import io.attune.store.key.KeyStore;
import io.attune.store.key.KeyStore.KeyFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Named values, secret or not (api-runs.md §5). */
@Path("/api/v1/keys")
@Tag(name = "secrets")
@RunOnVirtualThread
public class KeyResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final KeyStore keys;
    private final KeyOwnerStore owners;
    private final KeyUsages usages;
    private final Audit audit;
    private final Clock clock;

    @Inject
    KeyResource(
            Transactions transactions,
            CurrentCaller caller,
            KeyStore keys,
            KeyOwnerStore owners,
            KeyUsages usages,
            Audit audit,
            Clock clock) {
        this.transactions = transactions;
        this.caller = caller;
        this.keys = keys;
        this.owners = owners;
        this.usages = usages;
        this.audit = audit;
        this.clock = clock;
    }

    // LIMIT: grants are applied to all keys of the tenant for each page, which is fine for thousands of them.
    @GET
    @Permit(
            resource = "keys",
            action = "read",
            tokens = {TokenKind.ACCESS, TokenKind.EXECUTION, TokenKind.SENSOR})
    @Operation(operationId = "list_keys")
    public Page<KeyView.Summary> list(
            @QueryParam("page") @DefaultValue("1") long page,
            @QueryParam("per_page") @DefaultValue("50") long perPage,
            @QueryParam("owner_type") @Nullable String ownerType,
            @QueryParam("owner") @Nullable String owner) {
        var by = caller.get();
        var request = PageRequest.upTo1000(page, perPage);
        var filter = new KeyFilter(ownerType == null ? null : ownerType(ownerType), owner);
        var readable = transactions.tenant(by.scope(), tx -> keys.list(tx, by.scope(), filter)).stream()
                .filter(key -> KeyAccess.allows(by, "read", key))
                .toList();
        var rows = readable.stream()
                .skip(request.offset())
                .limit(request.limit())
                .map(KeyView.Summary::of)
                .toList();
        return Page.counted(rows, request, readable.size());
    }

    private static KeyOwnerType ownerType(String text) {
        return WireEnum.find(KeyOwnerType.class, text)
                .orElseThrow(() -> AttuneException.badRequest(
                        "owner_type: expected system, identity, pack, action or sensor, found '" + text + "'"));
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "keys", action = "create")
    @Operation(operationId = "create_key")
    public Data<KeyView> create(CreateKey request) {
        var now = clock.instant();
        request.check(now);
        var by = caller.get();
        String ref = request.checkedRef();
        return transactions.tenant(by.scope(), tx -> {
            var owner = owner(tx, by, request);
            KeyAccess.forCreation(by, owner, ref, request.isSecret());
            var key = request.toKey(owner, now);
            var made = keys.insert(tx, by.scope(), key)
                    .orElseThrow(() -> keys.find(tx, by.scope(), ref).isPresent()
                            ? taken("Key '" + ref + "'")
                            : nameTaken(key.name()));
            record(tx, by, "created", made);
            return Data.of(KeyView.of(made, key.value()), "Key created successfully");
        });
    }

    private KeyOwner owner(Tx tx, Caller by, CreateKey request) {
        var reference = request.reference();
        if (reference.isEmpty()) {
            return new KeyOwner.Tenant();
        }
        return owners.find(tx, by.scope(), reference.get())
                .orElseThrow(() -> AttuneException.badRequest("Unknown owner: there is no such "
                        + reference.get().type().wire()));
    }

    @GET
    @Path("/{ref}")
    @Permit(
            resource = "keys",
            action = "read",
            tokens = {TokenKind.ACCESS, TokenKind.EXECUTION, TokenKind.SENSOR})
    @Operation(operationId = "get_key")
    public Data<KeyView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var key = KeyAccess.forReading(by, ref, keys.find(tx, by.scope(), ref));
            boolean revealed = KeyAccess.mayReveal(by, key);
            record(tx, by, key.encrypted() && revealed ? "decrypted" : "read", key);
            return Data.of(KeyView.of(key, revealed ? keys.value(tx, by.scope(), key) : null));
        });
    }

    @GET
    @Path("/{ref}/usage")
    @Permit(resource = "keys", action = "read")
    @Operation(operationId = "get_key_usage")
    public Data<List<KeyUsageView>> usage(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var key = KeyAccess.forReading(by, ref, keys.find(tx, by.scope(), ref));
            return Data.of(usages.of(tx, by, key));
        });
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "keys", action = "update")
    @Operation(operationId = "update_key")
    public Data<KeyView> update(@PathParam("ref") String ref, UpdateKey request) {
        var now = clock.instant();
        request.check(now);
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var key = KeyAccess.forChange(by, "update", ref, keys.lock(tx, by.scope(), ref));
            boolean mayReveal = KeyAccess.mayReveal(by, key);
            if (request.unveils(key) && !mayReveal) {
                throw KeyAccess.refused("decrypt");
            }
            var changed = request.applyTo(key, keys.value(tx, by.scope(), key), now);
            var updated = keys.update(tx, by.scope(), key, changed).orElseThrow(() -> nameTaken(changed.name()));
            record(tx, by, "updated", key);
            if (key.encrypted() && mayReveal && !request.bringsValue()) {
                record(tx, by, "decrypted", key);
            }
            @Nullable JsonNode shown = request.bringsValue() || mayReveal ? changed.value() : null;
            return Data.of(KeyView.of(updated, shown), "Key updated successfully");
        });
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "keys", action = "delete")
    @Operation(operationId = "delete_key")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var key = KeyAccess.forChange(by, "delete", ref, keys.lock(tx, by.scope(), ref));
            keys.delete(tx, by.scope(), key.id());
            record(tx, by, "deleted", key);
        });
        return Success.of("Key '" + ref + "' deleted successfully");
    }

    private void record(Tx tx, Caller by, String change, Key key) {
        audit.record(
                tx,
                by,
                "secret.key." + change,
                new Audit.Subject("key", key.id().value(), key.ref()));
    }

    private static AttuneException nameTaken(String name) {
        return taken("A key named '" + name + "' of this owner");
    }

    private static AttuneException taken(String what) {
        return AttuneException.conflict(what + " already exists");
    }
}
