package io.attune.server.sensor;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.Packs;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.component.ComponentFilter;
import io.attune.store.sensor.SensorStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The sensors of one pack (api-catalog.md §7). */
@Path("/api/v1/packs/{pack_ref}/sensors")
@Tag(name = "sensors")
@RunOnVirtualThread
public class SensorsOfPackResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final SensorStore sensors;
    private final Packs packs;

    @Inject
    SensorsOfPackResource(Transactions transactions, CurrentCaller caller, SensorStore sensors, Packs packs) {
        this.transactions = transactions;
        this.caller = caller;
        this.sensors = sensors;
        this.packs = packs;
    }

    @GET
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_sensors_by_pack")
    public Page<SensorView.Summary> list(@PathParam("pack_ref") String packRef, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = packs.get(tx, by, packRef);
            return SensorResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ofPack(pack.ref()),
                    sensors::components,
                    sensors::page,
                    SensorView.Summary::of);
        });
    }
}
