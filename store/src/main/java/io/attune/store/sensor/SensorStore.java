package io.attune.store.sensor;

import static io.attune.store.component.ComponentTable.idOf;
import static io.attune.store.schema.Tables.SENSOR;
import static io.attune.store.schema.Tables.TRIGGER;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.arrayGet;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.attune.model.catalog.Component;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.RuleUpdates;
import io.attune.model.catalog.Sensor;
import io.attune.model.catalog.SensorSettings;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.component.Columns;
import io.attune.store.component.ComponentFilter;
import io.attune.store.component.ComponentTable;
import io.attune.store.component.Rows;
import io.attune.store.component.Slice;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;

/** Rows of {@code sensor}. */
@Singleton
public final class SensorStore {
    private static final Field<Long> FIRST_TRIGGER = field(
                    select(TRIGGER.ID).from(TRIGGER).where(TRIGGER.REF.eq(arrayGet(SENSOR.TRIGGER_TYPES, 1))))
            .as("first_trigger_id");

    private final ComponentTable<Sensor> table = new ComponentTable<>(SENSOR, columns(), SensorStore::read);

    private static List<Field<?>> columns() {
        List<Field<?>> columns = new ArrayList<>(List.of(
                SENSOR.LABEL,
                SENSOR.DESCRIPTION,
                SENSOR.ENTRYPOINT,
                SENSOR.RUNTIME_ID,
                SENSOR.RUNTIME_REF,
                SENSOR.RUNTIME_VERSION_CONSTRAINT,
                SENSOR.TRIGGER_TYPES,
                SENSOR.ENABLED,
                SENSOR.PARAM_SCHEMA,
                SENSOR.CONFIG,
                SENSOR.RULE_UPDATES,
                FIRST_TRIGGER));
        columns.addAll(Columns.placement(SENSOR));
        columns.addAll(Columns.retention(SENSOR));
        return columns;
    }

    /** What the scope sees, by ref. */
    public Rows<Sensor> page(Tx tx, TenantScope scope, ComponentFilter filter, Slice slice) {
        return table.page(tx, scope, filter, noCondition(), slice);
    }

    /** The sensors that emit a trigger, by ref. */
    public Rows<Sensor> pageOfTrigger(
            Tx tx, TenantScope scope, ComponentFilter filter, String triggerRef, Slice slice) {
        return table.page(tx, scope, filter, val(triggerRef).eq(any(SENSOR.TRIGGER_TYPES)), slice);
    }

    public List<Component> components(Tx tx, TenantScope scope, ComponentFilter filter) {
        return table.components(tx, scope, filter);
    }

    public Optional<Sensor> find(Tx tx, TenantScope scope, String ref) {
        return table.find(tx, scope, ref);
    }

    /** A sensor as the source of events, whoever owns it. */
    public record Emitter(SensorId id, Owner owner, boolean enabled, List<String> triggerTypes) {}

    /** For the engine, which knows the ref from a token. */
    public Optional<Emitter> findOfAnybody(Tx tx, String ref) {
        return tx.sql()
                .select(SENSOR.ID, SENSOR.TENANT_ID, SENSOR.ENABLED, SENSOR.TRIGGER_TYPES)
                .from(SENSOR)
                .where(SENSOR.REF.eq(ref))
                .fetchOptional(row -> new Emitter(
                        new SensorId(row.value1()),
                        Owner.ofTenantId(row.value2()),
                        row.value3(),
                        List.of(row.value4())));
    }

    public Optional<Sensor> find(Tx tx, TenantScope scope, SensorId id) {
        return table.find(tx, scope, id.value());
    }

    /** For a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<Sensor> lock(Tx tx, TenantScope scope, SensorId id) {
        return table.lock(tx, scope, id.value());
    }

    /** Links the triggers of its owner to it. @return nothing when the ref is taken */
    public Optional<SensorId> insert(Tx tx, NewComponent component, SensorSettings settings) {
        var id = table.insert(tx, component, values(settings)).map(SensorId::new);
        id.ifPresent(made -> tx.sql()
                .update(TRIGGER)
                .set(TRIGGER.SENSOR_ID, made.value())
                .set(TRIGGER.SENSOR_REF, component.ref())
                .where(
                        TRIGGER.REF.eq(any(settings.triggerTypes().toArray(String[]::new))),
                        TRIGGER.TENANT_ID.isNotDistinctFrom(component.owner().tenantId()),
                        TRIGGER.SENSOR_ID.isNull())
                .execute());
        return id;
    }

    public boolean update(Tx tx, TenantScope scope, SensorId id, SensorSettings settings) {
        return table.update(tx, scope, id.value(), values(settings));
    }

    public boolean delete(Tx tx, TenantScope scope, SensorId id) {
        tx.sql()
                .update(TRIGGER)
                .setNull(TRIGGER.SENSOR_ID)
                .setNull(TRIGGER.SENSOR_REF)
                .where(TRIGGER.SENSOR_ID.eq(id.value()))
                .execute();
        return table.delete(tx, scope, id.value());
    }

    private static Map<Field<?>, Object> values(SensorSettings settings) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(SENSOR.LABEL, settings.label());
        Columns.putNullable(values, SENSOR.DESCRIPTION, settings.description());
        values.put(SENSOR.ENTRYPOINT, settings.entrypoint());
        var runtime = settings.runtime();
        Columns.putNullable(values, SENSOR.RUNTIME_ID, runtime == null ? null : runtime.value());
        Columns.putNullable(values, SENSOR.RUNTIME_REF, settings.runtimeRef());
        Columns.putNullable(values, SENSOR.RUNTIME_VERSION_CONSTRAINT, settings.runtimeVersionConstraint());
        values.put(SENSOR.TRIGGER_TYPES, Columns.texts(settings.triggerTypes()));
        values.put(SENSOR.ENABLED, settings.enabled());
        Columns.putNullable(values, SENSOR.PARAM_SCHEMA, settings.paramSchema());
        Columns.putNullable(values, SENSOR.CONFIG, settings.config());
        values.put(SENSOR.RULE_UPDATES, settings.ruleUpdates().wire());
        Columns.write(values, SENSOR, settings.placement());
        Columns.write(values, SENSOR, settings.artifactRetention(), settings.logRetention());
        return values;
    }

    private static Sensor read(Component component, Record row) {
        return new Sensor(
                component,
                new SensorSettings(
                        row.get(SENSOR.LABEL),
                        row.get(SENSOR.DESCRIPTION),
                        row.get(SENSOR.ENTRYPOINT),
                        idOf(row.get(SENSOR.RUNTIME_ID), RuntimeId::new),
                        row.get(SENSOR.RUNTIME_REF),
                        row.get(SENSOR.RUNTIME_VERSION_CONSTRAINT),
                        List.of(row.get(SENSOR.TRIGGER_TYPES)),
                        row.get(SENSOR.ENABLED),
                        row.get(SENSOR.PARAM_SCHEMA),
                        row.get(SENSOR.CONFIG),
                        Columns.word(RuleUpdates.class, row.get(SENSOR.RULE_UPDATES)),
                        Columns.placement(row),
                        Columns.artifactRetention(row),
                        Columns.logRetention(row)),
                idOf(row.get(FIRST_TRIGGER), TriggerId::new));
    }
}
