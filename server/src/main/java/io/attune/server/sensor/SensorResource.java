package io.attune.server.sensor;

import io.attune.model.catalog.Sensor;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.http.Data;
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
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Sensors, to be looked at (api-catalog.md §7). They are governed by the grants of triggers. */
@Path("/api/v1/sensors")
@Tag(name = "sensors")
@RunOnVirtualThread
public class SensorResource {
    static final ComponentAccess ACCESS = new ComponentAccess("triggers", "Sensor");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final SensorStore sensors;

    @Inject
    SensorResource(Transactions transactions, CurrentCaller caller, SensorStore sensors) {
        this.transactions = transactions;
        this.caller = caller;
        this.sensors = sensors;
    }

    @GET
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_sensors")
    public Page<SensorView.Summary> list(@BeanParam PageParams page, @QueryParam("pack") @Nullable String packRef) {
        return list(page, ComponentFilter.ofPack(packRef));
    }

    @GET
    @Path("/enabled")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_enabled_sensors")
    public Page<SensorView.Summary> listEnabled(@BeanParam PageParams page) {
        return list(page, ComponentFilter.ALL.withEnabled(true));
    }

    private Page<SensorView.Summary> list(PageParams page, ComponentFilter filter) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> ACCESS.page(
                        tx, by, page.request(), filter, sensors::components, sensors::page, SensorView.Summary::of));
    }

    @GET
    @Path("/{ref}")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "get_sensor")
    public Data<SensorView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(SensorView.of(
                        ACCESS.forReading(by, ref, sensors.find(tx, by.scope(), ref), Sensor::component))));
    }
}
