package io.attune.store.sensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which sensors should run, and for which rules. For the engine: it sees all tenants. */
@Singleton
public final class SensorDemandStore {
    /** The sensor that stands for the timers, which the engine runs (packs.md §15.4). */
    private static final String TIMERS = "core.timer_sensor";

    /** What changes when anything that sensors depend on does. */
    public record Version(long catalog, long sensors) {}

    /** A rule that waits for a sensor. */
    public record WaitingRule(RuleId id, String ref, String triggerRef, JsonNode parameters) {}

    /**
     * An enabled sensor that at least one enabled rule waits for; what belongs to a suspended tenant does not count.
     *
     * @param triggerTypes those of its triggers that are its owner's: nobody speaks for the triggers of others
     * @param logVersions how many of the log are kept ({@link SensorLogStore})
     * @param checksum of the files of its pack; null when it has none
     */
    public record DemandedSensor(
            SensorId id,
            Owner owner,
            String ref,
            String packRef,
            @Nullable String checksum,
            String entrypoint,
            String runtimeRef,
            JsonNode runtimeConfig,
            @Nullable String runtimeVersionConstraint,
            List<String> triggerTypes,
            JsonNode config,
            boolean liveRules,
            int logVersions,
            JsonNode selector,
            JsonNode tolerations,
            JsonNode affinity,
            List<WaitingRule> rules) {}

    public Version version(Tx tx) {
        var sql = "select catalog_version.version, sensor_version.version from catalog_version, sensor_version";
        return HotSql.query(tx, sql, (_, _) -> {}, row -> new Version(row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    /** By id of the sensor, rules by id. */
    public List<DemandedSensor> list(Tx tx) {
        var sql = """
                select
                    sensor.id, sensor.tenant_id, sensor.ref, sensor.pack_ref, pack.checksum, sensor.entrypoint, runtime.ref as runtime_ref,
                    runtime.execution_config, sensor.runtime_version_constraint, coalesce(sensor.config, '{}') as config,
                    sensor.rule_updates = 'stdin' as live_rules,
                    case when sensor.log_retention_policy = 'versions' then coalesce(sensor.log_retention_limit, 4) else 4 end as log_versions,
                    sensor.worker_selector, sensor.worker_tolerations, sensor.worker_affinity,
                    array(
                        select own.ref from trigger as own
                        where own.ref = any(sensor.trigger_types) and own.tenant_id is not distinct from sensor.tenant_id
                        order by own.ref) as own_triggers,
                    rule.id as rule_id, rule.ref as rule_ref, rule.trigger_ref, coalesce(rule.trigger_params, '{}') as trigger_params
                from sensor
                join pack on pack.id = sensor.pack_id
                join runtime on runtime.id = sensor.runtime_id
                join trigger
                    on trigger.ref = any(sensor.trigger_types)
                    and trigger.tenant_id is not distinct from sensor.tenant_id
                    and trigger.enabled
                join rule
                    on rule.trigger_ref = trigger.ref
                    and rule.enabled
                    and (sensor.tenant_id is null or rule.tenant_id is null or rule.tenant_id = sensor.tenant_id)
                where sensor.enabled
                  and sensor.ref <> ?
                  and not exists (select from tenant where tenant.id in (sensor.tenant_id, rule.tenant_id) and tenant.frozen)
                order by sensor.id, rule.id
                """;
        Map<SensorId, DemandedSensor> sensors = new LinkedHashMap<>();
        Map<SensorId, List<WaitingRule>> rules = new LinkedHashMap<>();
        var _ = HotSql.query(tx, sql, (_, statement) -> statement.setString(1, TIMERS), row -> {
            var id = new SensorId(row.getLong("id"));
            var waiting = rules.computeIfAbsent(id, _ -> new ArrayList<>());
            waiting.add(new WaitingRule(
                    new RuleId(row.getLong("rule_id")),
                    row.getString("rule_ref"),
                    row.getString("trigger_ref"),
                    JsonNodeBinding.tree(row.getString("trigger_params"))));
            if (!sensors.containsKey(id)) {
                sensors.put(
                        id,
                        new DemandedSensor(
                                id,
                                Owner.ofTenantId(row.getObject("tenant_id", Long.class)),
                                row.getString("ref"),
                                row.getString("pack_ref"),
                                row.getString("checksum"),
                                row.getString("entrypoint"),
                                row.getString("runtime_ref"),
                                JsonNodeBinding.tree(row.getString("execution_config")),
                                row.getString("runtime_version_constraint"),
                                List.of((String[]) row.getArray("own_triggers").getArray()),
                                JsonNodeBinding.tree(row.getString("config")),
                                row.getBoolean("live_rules"),
                                row.getInt("log_versions"),
                                JsonNodeBinding.tree(row.getString("worker_selector")),
                                JsonNodeBinding.tree(row.getString("worker_tolerations")),
                                JsonNodeBinding.tree(row.getString("worker_affinity")),
                                waiting));
            }
            return id;
        });
        return List.copyOf(sensors.values());
    }
}
