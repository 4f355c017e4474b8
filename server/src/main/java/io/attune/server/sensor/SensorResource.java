package io.attune.server.sensor;

import io.attune.model.catalog.Sensor;
import io.attune.model.catalog.SensorSettings;
import io.attune.model.catalog.Trigger;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Packs;
import io.attune.server.component.Placements;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.component.ComponentFilter;
import io.attune.store.runtime.RuntimeStore;
import io.attune.store.sensor.SensorStore;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Sensors (api-catalog.md §7). They are governed by the grants of triggers. */
@Path("/api/v1/sensors")
@Tag(name = "sensors")
@RunOnVirtualThread
public class SensorResource {
    static final ComponentAccess ACCESS = new ComponentAccess("triggers", "Sensor");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final SensorStore sensors;
    private final RuntimeStore runtimes;
    private final TriggerStore triggers;
    private final Packs packs;
    private final Placements placements;
    private final DefinitionLog log;

    @Inject
    SensorResource(
            Transactions transactions,
            CurrentCaller caller,
            SensorStore sensors,
            RuntimeStore runtimes,
            TriggerStore triggers,
            Packs packs,
            Placements placements,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.sensors = sensors;
        this.runtimes = runtimes;
        this.triggers = triggers;
        this.packs = packs;
        this.placements = placements;
        this.log = log;
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

    @POST
    @ResponseStatus(201)
    @Permit(resource = "triggers", action = "create")
    @Operation(operationId = "create_sensor")
    public Data<SensorView> create(CreateSensor request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var ref = request.checkedRef();
            var pack = packs.get(tx, by, request.checkedPackRef());
            var runtime = runtimes.find(tx, by.scope(), request.checkedRuntimeRef())
                    .orElseThrow(() -> AttuneException.notFound("Runtime", request.checkedRuntimeRef()));
            ACCESS.forCreation(by, pack.ref(), ref, null);
            var made = Packs.adhoc(by, pack, ref, null);
            for (var trigger : request.triggers()) {
                requireOwn(
                        made.owner(),
                        triggers.find(tx, by.scope(), trigger)
                                .orElseThrow(() -> AttuneException.notFound("Trigger", trigger)));
            }
            var id = sensors.insert(tx, made, request.settings(runtime.id(), placements))
                    .orElseThrow(() -> ACCESS.taken(ref));
            var sensor = sensors.find(tx, by.scope(), id).orElseThrow();
            log.changed(tx, by, "sensor", sensor.component(), "created");
            return Data.of(SensorView.of(sensor), "Sensor created successfully");
        });
    }

    /** Nobody speaks for the triggers of others. */
    private static void requireOwn(Owner owner, Trigger trigger) {
        if (!trigger.component().owner().equals(owner)) {
            throw AttuneException.invalid(
                    "trigger_types",
                    "'" + trigger.ref()
                            + "' is a trigger of the platform; a sensor of yours emits triggers of yours only");
        }
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "update_sensor")
    public Data<SensorView> update(@PathParam("ref") String ref, UpdateSensor request) {
        request.check();
        return change(ref, "updated", settings -> request.applyTo(settings, placements));
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "triggers", action = "delete")
    @Operation(operationId = "delete_sensor")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var current = forChange(tx, by, "delete", ref);
            sensors.delete(tx, by.scope(), current.id());
            log.changed(tx, by, "sensor", current.component(), "deleted");
        });
        return Success.of("Sensor '" + ref + "' deleted successfully");
    }

    @POST
    @Path("/{ref}/enable")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "enable_sensor")
    public Data<SensorView> enable(@PathParam("ref") String ref) {
        return change(ref, "enabled", settings -> settings.withEnabled(true));
    }

    @POST
    @Path("/{ref}/disable")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "disable_sensor")
    public Data<SensorView> disable(@PathParam("ref") String ref) {
        return change(ref, "disabled", settings -> settings.withEnabled(false));
    }

    private Data<SensorView> change(String ref, String word, UnaryOperator<SensorSettings> change) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            sensors.update(tx, by.scope(), current.id(), change.apply(current.settings()));
            log.changed(tx, by, "sensor", current.component(), word);
            return Data.of(
                    SensorView.of(sensors.find(tx, by.scope(), current.id()).orElseThrow()),
                    "Sensor " + word + " successfully");
        });
    }

    private Sensor forChange(Tx tx, Caller by, String action, String ref) {
        var found = ACCESS.forChange(by, action, ref, sensors.find(tx, by.scope(), ref), Sensor::component);
        return sensors.lock(tx, by.scope(), found.id()).orElseThrow(() -> ACCESS.absent(ref));
    }
}
