package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.SensorId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.server.catalog.Catalog;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.worker.WorkerSessionStore.RegisteredWorker;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/**
 * Tells rules that something in the platform needs attention: events of the trigger {@code core.alert} (packs.md §15.3), in the transaction
 * that notices it, so that each is raised once (FIX-26). Those about the platform itself are for operators and their rules only (runtime.md
 * §2): each tenant that has an operator gets its own.
 */
@Singleton
public final class Alerts {
    private static final String TRIGGER = "core.alert";

    private final Catalog catalog;
    private final EventBatch batch;
    private final Clock clock;
    private final IdentityStore identities = new IdentityStore();

    @Inject
    Alerts(Catalog catalog, EventBatch batch, Clock clock) {
        this.catalog = catalog;
        this.batch = batch;
        this.clock = clock;
    }

    /** Those of the workers that no operator had taken out of service. */
    public void workersLost(Tx tx, List<RegisteredWorker> workers) {
        raise(
                tx,
                workers.stream()
                        .filter(worker -> !worker.cordoned())
                        .map(this::workerLost)
                        .toList(),
                new Owner.Platform());
    }

    /** A sensor that ended by itself so often in a row (runtime.md §12); a tenant sees it when the sensor is its own, and not where it runs. */
    public void sensorFails(Tx tx, SensorId sensor, String ref, Owner owner, int failures, String node) {
        raise(
                tx,
                List.of(JsonNodeFactory.instance
                        .objectNode()
                        .put("severity", "error")
                        .put("category", "sensor")
                        .put("failure_type", "sensor_process_failed")
                        .put("component_type", "sensor")
                        .put("component_id", sensor.value())
                        .put("component_ref", ref)
                        .put("worker_role", "sensor")
                        .put("observed_at", clock.instant().toString())
                        .put(
                                "summary",
                                "Sensor '" + ref + "' failed " + failures + " times in a row"
                                        + (owner.isPlatform() ? " on " + node : ""))
                        .put("correlation_id", "sensor:" + sensor + ":" + failures)),
                owner);
    }

    private ObjectNode workerLost(RegisteredWorker worker) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("severity", "error")
                .put("category", "worker")
                .put("failure_type", "heartbeat_stale")
                .put("component_type", "worker")
                .put("component_id", worker.id().value())
                .put("component_ref", worker.name())
                .put("worker_role", "action")
                .put("observed_at", clock.instant().toString())
                .put("summary", "Worker '" + worker.name() + "' was silent for too long; its executions are settled")
                .put("correlation_id", "worker:" + worker.id() + ":" + worker.incarnation());
    }

    private void raise(Tx tx, List<ObjectNode> payloads, Owner owner) {
        if (payloads.isEmpty()) {
            return;
        }
        List<TenantId> tenants =
                owner instanceof Owner.Tenant(var tenant) ? List.of(tenant) : identities.operatorTenants(tx);
        // Without the core pack there is nothing that a rule could wait for.
        catalog.current().findTrigger(TRIGGER).ifPresent(trigger -> {
            var events = payloads.stream()
                    .flatMap(payload -> tenants.stream()
                            .map(tenant -> new NewEvent(
                                    trigger,
                                    NewEvent.WhenTriggerDiffers.STORE,
                                    null,
                                    payload,
                                    NewEvent.Source.PLATFORM,
                                    null,
                                    tenant,
                                    null,
                                    payload.toString().length())))
                    .toList();
            if (!events.isEmpty()) {
                var _ = batch.write(tx, events);
            }
        });
    }
}
