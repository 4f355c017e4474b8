package io.attune.store.runtime;

import static io.attune.store.schema.Tables.RUNTIME;
import static org.jooq.impl.DSL.noCondition;

import io.attune.model.catalog.Component;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.RuntimeComponent;
import io.attune.model.catalog.RuntimeSettings;
import io.attune.model.id.RuntimeId;
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

/** Rows of {@code runtime}. */
@Singleton
public final class RuntimeStore {
    private static final List<Field<?>> COLUMNS = List.of(
            RUNTIME.NAME, RUNTIME.DESCRIPTION, RUNTIME.DISTRIBUTIONS, RUNTIME.INSTALLATION, RUNTIME.EXECUTION_CONFIG);

    private final ComponentTable<RuntimeComponent> table = new ComponentTable<>(RUNTIME, COLUMNS, RuntimeStore::read);

    /** What the scope sees, by ref. */
    public Rows<RuntimeComponent> page(Tx tx, TenantScope scope, ComponentFilter filter, Slice slice) {
        return table.page(tx, scope, filter, noCondition(), slice);
    }

    public List<Component> components(Tx tx, TenantScope scope, ComponentFilter filter) {
        return table.components(tx, scope, filter);
    }

    public Optional<RuntimeComponent> find(Tx tx, TenantScope scope, String ref) {
        return table.find(tx, scope, ref);
    }

    public Optional<RuntimeComponent> find(Tx tx, TenantScope scope, RuntimeId id) {
        return table.find(tx, scope, id.value());
    }

    /** For a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<RuntimeComponent> lock(Tx tx, TenantScope scope, RuntimeId id) {
        return table.lock(tx, scope, id.value());
    }

    /** @return nothing when the ref is taken */
    public Optional<RuntimeId> insert(Tx tx, NewComponent component, RuntimeSettings settings) {
        return table.insert(tx, component, values(settings)).map(RuntimeId::new);
    }

    public boolean update(Tx tx, TenantScope scope, RuntimeId id, RuntimeSettings settings) {
        return table.update(tx, scope, id.value(), values(settings));
    }

    public boolean delete(Tx tx, TenantScope scope, RuntimeId id) {
        return table.delete(tx, scope, id.value());
    }

    private static Map<Field<?>, Object> values(RuntimeSettings settings) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(RUNTIME.NAME, settings.name());
        Columns.putNullable(values, RUNTIME.DESCRIPTION, settings.description());
        values.put(RUNTIME.DISTRIBUTIONS, settings.distributions());
        Columns.putNullable(values, RUNTIME.INSTALLATION, settings.installation());
        values.put(RUNTIME.EXECUTION_CONFIG, settings.executionConfig());
        return values;
    }

    private static RuntimeComponent read(Component component, Record row) {
        return new RuntimeComponent(
                component,
                new RuntimeSettings(
                        row.get(RUNTIME.NAME),
                        row.get(RUNTIME.DESCRIPTION),
                        row.get(RUNTIME.DISTRIBUTIONS),
                        row.get(RUNTIME.INSTALLATION),
                        row.get(RUNTIME.EXECUTION_CONFIG)));
    }
}
