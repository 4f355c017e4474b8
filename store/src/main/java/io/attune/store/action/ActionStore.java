package io.attune.store.action;

import static io.attune.store.component.ComponentTable.idOf;
import static io.attune.store.schema.Tables.ACTION;
import static io.attune.store.schema.Tables.RUNTIME;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;

import io.attune.model.catalog.Action;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.catalog.Component;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.RetryOn;
import io.attune.model.id.ActionId;
import io.attune.model.id.RuntimeId;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.component.Columns;
import io.attune.store.component.ComponentFilter;
import io.attune.store.component.ComponentTable;
import io.attune.store.component.Rows;
import io.attune.store.component.Slice;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;

/** Rows of {@code action}. */
@Singleton
public final class ActionStore {
    private static final Field<String> RUNTIME_REF = field(
                    select(RUNTIME.REF).from(RUNTIME).where(RUNTIME.ID.eq(ACTION.RUNTIME_ID)))
            .as("named_runtime_ref");

    private final ComponentTable<Action> table = new ComponentTable<>(ACTION, columns(), ActionStore::read);

    private static List<Field<?>> columns() {
        List<Field<?>> columns = new ArrayList<>(List.of(
                ACTION.LABEL,
                ACTION.DESCRIPTION,
                ACTION.ENTRYPOINT,
                ACTION.RUNTIME_ID,
                ACTION.RUNTIME_VERSION_CONSTRAINT,
                ACTION.REQUIRED_WORKER_RUNTIMES,
                ACTION.PARAM_SCHEMA,
                ACTION.OUT_SCHEMA,
                ACTION.WORKFLOW_DEF_ID,
                ACTION.ACCESSES_MCP,
                ACTION.DEFAULT_EXECUTION_PERMISSION_SET_REFS,
                ACTION.PARAMETER_DELIVERY,
                ACTION.PARAMETER_FORMAT,
                ACTION.OUTPUT_FORMAT,
                ACTION.TIMEOUT_SECONDS,
                ACTION.MAX_RETRIES,
                ACTION.RETRY_ON,
                ACTION.KEYS,
                ACTION.HTTP_CONFIG,
                ACTION.CONTAINER,
                RUNTIME_REF));
        columns.addAll(Columns.placement(ACTION));
        columns.addAll(Columns.retention(ACTION));
        return columns;
    }

    /** What the scope sees, by ref. */
    public Rows<Action> page(Tx tx, TenantScope scope, ComponentFilter filter, Slice slice) {
        return table.page(tx, scope, filter, noCondition(), slice);
    }

    /**
     * Looks for words, by ref.
     *
     * @param words all of them must occur in the ref, label, description or pack ref of an action, in whatever case
     * @param packRefs only of these packs; empty for all
     */
    public Rows<Action> search(
            Tx tx, TenantScope scope, ComponentFilter filter, List<String> words, List<String> packRefs, Slice slice) {
        Condition condition = packRefs.isEmpty() ? noCondition() : ACTION.PACK_REF.in(packRefs);
        for (var word : words) {
            var small = word.toLowerCase(Locale.ROOT);
            condition = condition.and(ACTION.REF
                    .containsIgnoreCase(small)
                    .or(ACTION.LABEL.containsIgnoreCase(small))
                    .or(ACTION.DESCRIPTION.containsIgnoreCase(small))
                    .or(ACTION.PACK_REF.containsIgnoreCase(small)));
        }
        return table.page(tx, scope, filter, condition, slice);
    }

    public List<Component> components(Tx tx, TenantScope scope, ComponentFilter filter) {
        return table.components(tx, scope, filter);
    }

    public Optional<Action> find(Tx tx, TenantScope scope, String ref) {
        return table.find(tx, scope, ref);
    }

    public Optional<Action> find(Tx tx, TenantScope scope, ActionId id) {
        return table.find(tx, scope, id.value());
    }

    /** For a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<Action> lock(Tx tx, TenantScope scope, ActionId id) {
        return table.lock(tx, scope, id.value());
    }

    /** @return nothing when the ref is taken */
    public Optional<ActionId> insert(Tx tx, NewComponent component, ActionSettings settings) {
        return table.insert(tx, component, values(settings)).map(ActionId::new);
    }

    public boolean update(Tx tx, TenantScope scope, ActionId id, ActionSettings settings) {
        return table.update(tx, scope, id.value(), values(settings));
    }

    public boolean delete(Tx tx, TenantScope scope, ActionId id) {
        return table.delete(tx, scope, id.value());
    }

    private static Map<Field<?>, Object> values(ActionSettings settings) {
        Map<Field<?>, Object> values = new HashMap<>();
        var runtime = settings.runtime();
        var keys = settings.keys();
        values.put(ACTION.LABEL, settings.label());
        Columns.putNullable(values, ACTION.DESCRIPTION, settings.description());
        values.put(ACTION.ENTRYPOINT, settings.entrypoint());
        Columns.putNullable(values, ACTION.RUNTIME_ID, runtime == null ? null : runtime.value());
        Columns.putNullable(values, ACTION.RUNTIME_VERSION_CONSTRAINT, settings.runtimeVersionConstraint());
        values.put(ACTION.REQUIRED_WORKER_RUNTIMES, settings.requiredWorkerRuntimes());
        Columns.putNullable(values, ACTION.PARAM_SCHEMA, settings.paramSchema());
        Columns.putNullable(values, ACTION.OUT_SCHEMA, settings.outSchema());
        Columns.putNullable(values, ACTION.WORKFLOW_DEF_ID, settings.workflow());
        values.put(ACTION.ACCESSES_MCP, settings.accessesMcp());
        values.put(ACTION.DEFAULT_EXECUTION_PERMISSION_SET_REFS, Columns.texts(settings.permissionSetRefs()));
        values.put(ACTION.PARAMETER_DELIVERY, settings.parameterDelivery().wire());
        values.put(ACTION.PARAMETER_FORMAT, settings.parameterFormat().wire());
        values.put(ACTION.OUTPUT_FORMAT, settings.outputFormat().wire());
        Columns.putNullable(values, ACTION.TIMEOUT_SECONDS, settings.timeoutSeconds());
        values.put(ACTION.MAX_RETRIES, settings.maxRetries());
        values.put(
                ACTION.RETRY_ON,
                Columns.texts(settings.retryOn().stream().map(RetryOn::wire).toList()));
        Columns.putNullable(values, ACTION.KEYS, keys == null ? null : Columns.texts(keys));
        Columns.putNullable(values, ACTION.HTTP_CONFIG, settings.httpConfig());
        Columns.putNullable(values, ACTION.CONTAINER, settings.container());
        Columns.write(values, ACTION, settings.placement());
        Columns.write(values, ACTION, settings.artifactRetention(), settings.logRetention());
        return values;
    }

    private static Action read(Component component, Record row) {
        var keys = row.get(ACTION.KEYS);
        var settings = new ActionSettings(
                row.get(ACTION.LABEL),
                row.get(ACTION.DESCRIPTION),
                row.get(ACTION.ENTRYPOINT),
                idOf(row.get(ACTION.RUNTIME_ID), RuntimeId::new),
                row.get(ACTION.RUNTIME_VERSION_CONSTRAINT),
                row.get(ACTION.REQUIRED_WORKER_RUNTIMES),
                Columns.placement(row),
                row.get(ACTION.PARAM_SCHEMA),
                row.get(ACTION.OUT_SCHEMA),
                row.get(ACTION.WORKFLOW_DEF_ID),
                row.get(ACTION.ACCESSES_MCP),
                List.of(row.get(ACTION.DEFAULT_EXECUTION_PERMISSION_SET_REFS)),
                Columns.word(ParameterDelivery.class, row.get(ACTION.PARAMETER_DELIVERY)),
                Columns.word(ParameterFormat.class, row.get(ACTION.PARAMETER_FORMAT)),
                Columns.word(OutputFormat.class, row.get(ACTION.OUTPUT_FORMAT)),
                row.get(ACTION.TIMEOUT_SECONDS),
                row.get(ACTION.MAX_RETRIES),
                Arrays.stream(row.get(ACTION.RETRY_ON))
                        .map(word -> Columns.word(RetryOn.class, word))
                        .toList(),
                keys == null ? null : List.of(keys),
                row.get(ACTION.HTTP_CONFIG),
                row.get(ACTION.CONTAINER),
                Columns.artifactRetention(row),
                Columns.logRetention(row));
        return new Action(component, settings, row.get(RUNTIME_REF));
    }
}
