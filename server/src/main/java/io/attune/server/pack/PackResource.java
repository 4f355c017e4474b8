package io.attune.server.pack;

import io.attune.model.key.KeyOwner;
import io.attune.model.pack.Pack;
import io.attune.model.tenant.Owner;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.server.key.OwnedKeys;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.component.Slice;
import io.attune.store.pack.PackStore;
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
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Packs as rows: list, read, make empty ones, configure, delete (api-catalog.md §1). */
@Path("/api/v1/packs")
@Tag(name = "packs")
@RunOnVirtualThread
public class PackResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final PackStore packs;
    private final PackInstaller installer;
    private final OwnedKeys keys;
    private final Audit audit;

    @Inject
    PackResource(
            Transactions transactions,
            CurrentCaller caller,
            PackStore packs,
            PackInstaller installer,
            OwnedKeys keys,
            Audit audit) {
        this.transactions = transactions;
        this.caller = caller;
        this.packs = packs;
        this.installer = installer;
        this.keys = keys;
        this.audit = audit;
    }

    @GET
    @Permit
    @Operation(operationId = "list_packs")
    public Page<PackView.Summary> list(@BeanParam PageParams page) {
        var by = caller.get();
        var request = page.request();
        return transactions.tenant(by.scope(), tx -> {
            var shown = PackAccess.shown(tx, packs, by);
            var rows = packs.page(tx, by.scope(), shown, new Slice(request.offset(), request.limit()));
            return Page.counted(rows.items().stream().map(PackView.Summary::of).toList(), request, rows.total());
        });
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "packs", action = "create")
    @Operation(operationId = "create_pack")
    public Data<PackView> create(CreatePack request) {
        request.check();
        var by = caller.get();
        String ref = request.checkedRef();
        boolean system = Boolean.TRUE.equals(request.isStandard());
        PackAccess.forCreation(by, "create", ref, system);
        Owner owner = system ? new Owner.Platform() : new Owner.Tenant(by.tenant());
        return transactions.tenant(by.scope(), tx -> {
            var _ = packs.insert(tx, owner, ref, request.settings(), by.identity())
                    .orElseThrow(() -> AttuneException.conflict("Pack '" + ref + "' already exists"));
            return recorded(tx, by, ref, "created", "Pack created successfully");
        });
    }

    @GET
    @Path("/{ref}")
    @Permit
    @Operation(operationId = "get_pack")
    public Data<PackView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(PackView.of(PackAccess.forReading(by, ref, packs.find(tx, by.scope(), ref)))));
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "packs", action = "configure")
    @Operation(operationId = "update_pack")
    public Data<PackView> update(@PathParam("ref") String ref, UpdatePack request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = PackAccess.forChange(by, "configure", ref, packs.find(tx, by.scope(), ref));
            var current = packs.lock(tx, pack.id()).orElseThrow(() -> AttuneException.notFound("Pack", ref));
            packs.update(tx, by.scope(), current, request.applyTo(current.settings()));
            var standard = request.isStandard();
            if (standard != null && standard != pack.owner().isPlatform()) {
                PackAccess.forCreation(by, "configure", ref, true);
                throw AttuneException.badRequest(
                        "Whose a pack is cannot change once it has components: " + "delete it and install it again");
            }
            return recorded(tx, by, ref, "updated", "Pack updated successfully");
        });
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "packs", action = "delete")
    @Operation(operationId = "delete_pack")
    public Success delete(@PathParam("ref") String ref, @QueryParam("cascade") @DefaultValue("false") boolean cascade)
            throws IOException {
        var by = caller.get();
        Transactions.Task deletion = tx -> {
            var pack = PackAccess.forChange(by, "delete", ref, packs.find(tx, by.scope(), ref));
            keys.release(tx, by, new KeyOwner.Pack(pack.id(), ref), "Pack '" + ref + "'", cascade);
            packs.delete(tx, by.scope(), pack.id());
            record(tx, by, pack, "deleted");
        };
        if (by.operator()) {
            // Every tenant may keep keys for a pack of the system: row-level security must not hide them here.
            transactions.engineTask(deletion);
        } else {
            transactions.tenantTask(by.scope(), deletion);
        }
        installer.show(ref);
        return Success.of("Pack '" + ref + "' deleted successfully");
    }

    private Data<PackView> recorded(Tx tx, Caller by, String ref, String change, String message) {
        var pack = packs.find(tx, by.scope(), ref).orElseThrow();
        record(tx, by, pack, change);
        return Data.of(PackView.of(pack), message);
    }

    private void record(Tx tx, Caller by, Pack pack, String change) {
        audit.record(
                tx, by, "pack." + change, new Audit.Subject("pack", pack.id().value(), pack.ref()));
    }
}
