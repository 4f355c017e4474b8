package io.attune.server.sensor;

import io.attune.model.WireEnum;
import io.attune.model.catalog.Sensor;
import io.attune.model.execution.LogStream;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.component.Slice;
import io.attune.store.sensor.SensorLogStore;
import io.attune.store.sensor.SensorProcessStore;
import io.attune.store.sensor.SensorStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a sensor does and writes (api-catalog.md §7, api.md §7). */
@Path("/api/v1/sensors/{sensor_ref}")
@Tag(name = "sensors")
@RunOnVirtualThread
public class SensorProcessResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final SensorStore sensors;
    private final SensorProcessStore processes;
    private final SensorLogStore logs;

    @Inject
    SensorProcessResource(
            Transactions transactions,
            CurrentCaller caller,
            SensorStore sensors,
            SensorProcessStore processes,
            SensorLogStore logs) {
        this.transactions = transactions;
        this.caller = caller;
        this.sensors = sensors;
        this.processes = processes;
        this.logs = logs;
    }

    @GET
    @Path("/processes")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_sensor_processes")
    public Data<List<SensorProcessView>> processes(@PathParam("sensor_ref") String ref) {
        return transactions.tenant(
                caller.get().scope(),
                tx -> Data.of(processes.list(tx, sensor(tx, ref).id()).stream()
                        .map(SensorProcessView::of)
                        .toList()));
    }

    @GET
    @Path("/history")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_sensor_history")
    public Page<SensorHistoryView> history(@PathParam("sensor_ref") String ref, @BeanParam PageParams page) {
        var request = page.request();
        return transactions.tenant(caller.get().scope(), tx -> {
            var slice = new Slice(request.offset(), request.limit());
            return Page.uncounted(processes.history(tx, sensor(tx, ref).id(), slice), request)
                    .map(SensorHistoryView::of);
        });
    }

    @GET
    @Path("/logs")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_sensor_logs")
    public SensorLogsView logs(@PathParam("sensor_ref") String ref) {
        return transactions.tenant(
                caller.get().scope(),
                tx -> SensorLogsView.of(sensor(tx, ref).component().ref()));
    }

    @GET
    @Path("/logs/{stream}")
    @Produces("text/plain;charset=utf-8")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "get_sensor_log")
    public StreamingOutput log(
            @PathParam("sensor_ref") String ref,
            @PathParam("stream") String stream,
            @QueryParam("tail") @Nullable Integer tail) {
        var found = WireEnum.find(LogStream.class, stream)
                .orElseThrow(() -> AttuneException.invalid("stream", "must be stdout or stderr"));
        if (tail != null && tail < 0) {
            throw AttuneException.invalid("tail", "must be 0 (everything) or a number of lines");
        }
        var scope = caller.get().scope();
        var sensor = transactions.tenant(scope, tx -> sensor(tx, ref));
        var text = new SensorLogText(transactions, logs, scope, sensor.id(), found);
        if (!text.exists()) {
            throw AttuneException.notFound("Log", "sensor." + ref + "." + found.wire());
        }
        return out -> text.write(out, tail == null ? 0 : tail);
    }

    private Sensor sensor(Tx tx, String ref) {
        var by = caller.get();
        return SensorResource.ACCESS.forReading(by, ref, sensors.find(tx, by.scope(), ref), Sensor::component);
    }
}
