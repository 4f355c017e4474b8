package io.attune.store.trigger;

import static io.attune.store.component.ComponentTable.idOf;
import static io.attune.store.schema.Tables.TRIGGER;
import static org.jooq.impl.DSL.noCondition;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Component;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.Trigger;
import io.attune.model.catalog.TriggerSettings;
import io.attune.model.catalog.WebhookKey;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rows of {@code trigger}. */
@Singleton
public final class TriggerStore {
    private static final List<Field<?>> COLUMNS = List.of(
            TRIGGER.LABEL,
            TRIGGER.DESCRIPTION,
            TRIGGER.ENABLED,
            TRIGGER.PARAM_SCHEMA,
            TRIGGER.OUT_SCHEMA,
            TRIGGER.VALIDATE_PAYLOAD,
            TRIGGER.WEBHOOK_KEY_HASH,
            TRIGGER.WEBHOOK_KEY_SEALED,
            TRIGGER.WEBHOOK_CONFIG,
            TRIGGER.SENSOR_ID,
            TRIGGER.SENSOR_REF);

    private final ComponentTable<Trigger> table = new ComponentTable<>(TRIGGER, COLUMNS, TriggerStore::read);

    /** What the scope sees, by ref. */
    public Rows<Trigger> page(Tx tx, TenantScope scope, ComponentFilter filter, Slice slice) {
        return table.page(tx, scope, filter, noCondition(), slice);
    }

    public List<Component> components(Tx tx, TenantScope scope, ComponentFilter filter) {
        return table.components(tx, scope, filter);
    }

    public Optional<Trigger> find(Tx tx, TenantScope scope, String ref) {
        return table.find(tx, scope, ref);
    }

    public Optional<Trigger> find(Tx tx, TenantScope scope, TriggerId id) {
        return table.find(tx, scope, id.value());
    }

    /** For a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<Trigger> lock(Tx tx, TenantScope scope, TriggerId id) {
        return table.lock(tx, scope, id.value());
    }

    /** @return nothing when the ref is taken */
    public Optional<TriggerId> insert(Tx tx, NewComponent component, TriggerSettings settings, JsonNode webhookConfig) {
        var values = values(settings);
        values.put(TRIGGER.WEBHOOK_CONFIG, webhookConfig);
        return table.insert(tx, component, values).map(TriggerId::new);
    }

    public boolean update(Tx tx, TenantScope scope, TriggerId id, TriggerSettings settings, JsonNode webhookConfig) {
        var values = values(settings);
        values.put(TRIGGER.WEBHOOK_CONFIG, webhookConfig);
        return table.update(tx, scope, id.value(), values);
    }

    /**
     * Opens the webhook under a key, or closes it; its configuration stays.
     *
     * @param key whose hash is unique; null closes
     */
    public boolean setWebhookKey(Tx tx, TenantScope scope, TriggerId id, @Nullable WebhookKey key) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(TRIGGER.WEBHOOK_ENABLED, key != null);
        Columns.putNullable(values, TRIGGER.WEBHOOK_KEY_HASH, key == null ? null : key.hash());
        Columns.putNullable(values, TRIGGER.WEBHOOK_KEY_SEALED, key == null ? null : key.sealed());
        Columns.putNullable(values, TRIGGER.WEBHOOK_KEY_CLEAR, null);
        return table.update(tx, scope, id.value(), values);
    }

    /** A webhook whose key an earlier version stored in clear. */
    public record ClearKey(TriggerId trigger, Owner owner, String ref, String key) {}

    /** Up to {@code limit} of them, whoever they belong to; locked until the transaction ends. */
    public List<ClearKey> listClearKeys(Tx tx, int limit) {
        return tx.sql()
                .select(TRIGGER.ID, TRIGGER.TENANT_ID, TRIGGER.REF, TRIGGER.WEBHOOK_KEY_CLEAR)
                .from(TRIGGER)
                .where(TRIGGER.WEBHOOK_KEY_CLEAR.isNotNull())
                .orderBy(TRIGGER.ID)
                .limit(limit)
                .forUpdate()
                .fetch(row -> new ClearKey(
                        new TriggerId(row.value1()), Owner.ofTenantId(row.value2()), row.value3(), row.value4()));
    }

    /** Puts the sealed key in the place of the clear one. */
    public void sealKey(Tx tx, TriggerId id, String sealed) {
        tx.sql()
                .update(TRIGGER)
                .set(TRIGGER.WEBHOOK_KEY_SEALED, sealed)
                .setNull(TRIGGER.WEBHOOK_KEY_CLEAR)
                .where(TRIGGER.ID.eq(id.value()))
                .execute();
    }

    public boolean delete(Tx tx, TenantScope scope, TriggerId id) {
        return table.delete(tx, scope, id.value());
    }

    private static Map<Field<?>, Object> values(TriggerSettings settings) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(TRIGGER.LABEL, settings.label());
        Columns.putNullable(values, TRIGGER.DESCRIPTION, settings.description());
        values.put(TRIGGER.ENABLED, settings.enabled());
        Columns.putNullable(values, TRIGGER.PARAM_SCHEMA, settings.paramSchema());
        Columns.putNullable(values, TRIGGER.OUT_SCHEMA, settings.outSchema());
        values.put(TRIGGER.VALIDATE_PAYLOAD, settings.validatePayload());
        return values;
    }

    private static Trigger read(Component component, Record row) {
        return new Trigger(
                component,
                new TriggerSettings(
                        row.get(TRIGGER.LABEL),
                        row.get(TRIGGER.DESCRIPTION),
                        row.get(TRIGGER.ENABLED),
                        row.get(TRIGGER.PARAM_SCHEMA),
                        row.get(TRIGGER.OUT_SCHEMA),
                        row.get(TRIGGER.VALIDATE_PAYLOAD)),
                key(row),
                row.get(TRIGGER.WEBHOOK_CONFIG),
                idOf(row.get(TRIGGER.SENSOR_ID), SensorId::new),
                row.get(TRIGGER.SENSOR_REF));
    }

    private static @Nullable WebhookKey key(Record row) {
        var hash = row.get(TRIGGER.WEBHOOK_KEY_HASH);
        return hash == null ? null : new WebhookKey(hash, row.get(TRIGGER.WEBHOOK_KEY_SEALED));
    }
}
