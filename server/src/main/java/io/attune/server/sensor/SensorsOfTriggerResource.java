package io.attune.server.sensor;

import io.attune.model.catalog.Trigger;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.trigger.TriggerResource;
import io.attune.store.Transactions;
import io.attune.store.component.ComponentFilter;
import io.attune.store.sensor.SensorStore;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The sensors that emit one trigger (api-catalog.md §6.1). */
@Path("/api/v1/triggers/{trigger_ref}/sensors")
@Tag(name = "sensors")
@RunOnVirtualThread
public class SensorsOfTriggerResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final SensorStore sensors;
    private final TriggerStore triggers;

    @Inject
    SensorsOfTriggerResource(
            Transactions transactions, CurrentCaller caller, SensorStore sensors, TriggerStore triggers) {
        this.transactions = transactions;
        this.caller = caller;
        this.sensors = sensors;
        this.triggers = triggers;
    }

    @GET
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_sensors_by_trigger")
    public Page<SensorView.Summary> list(@PathParam("trigger_ref") String triggerRef, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var trigger = TriggerResource.ACCESS.forReading(
                    by, triggerRef, triggers.find(tx, by.scope(), triggerRef), Trigger::component);
            return SensorResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ALL,
                    sensors::components,
                    (in, scope, filter, slice) -> sensors.pageOfTrigger(in, scope, filter, trigger.ref(), slice),
                    SensorView.Summary::of);
        });
    }
}
