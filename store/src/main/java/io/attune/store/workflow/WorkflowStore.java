package io.attune.store.workflow;

import static io.attune.store.schema.Tables.WORKFLOW_DEFINITION;
import static org.jooq.impl.DSL.noCondition;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Component;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.Workflow;
import io.attune.model.catalog.WorkflowSettings;
import io.attune.model.id.PackId;
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
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code workflow_definition}. */
@Singleton
public final class WorkflowStore {
    private static final List<Field<?>> COLUMNS = List.of(
            WORKFLOW_DEFINITION.LABEL,
            WORKFLOW_DEFINITION.DESCRIPTION,
            WORKFLOW_DEFINITION.VERSION,
            WORKFLOW_DEFINITION.PARAM_SCHEMA,
            WORKFLOW_DEFINITION.OUT_SCHEMA,
            WORKFLOW_DEFINITION.DEFINITION,
            WORKFLOW_DEFINITION.TAGS);

    private final ComponentTable<Workflow> table =
            new ComponentTable<>(WORKFLOW_DEFINITION, COLUMNS, WorkflowStore::read);

    /**
     * What the scope sees, by label.
     *
     * @param tags workflows with any of these; empty for all
     * @param text occurs in the label or the description, in whatever case; null for all
     */
    public Rows<Workflow> page(
            Tx tx, TenantScope scope, ComponentFilter filter, List<String> tags, @Nullable String text, Slice slice) {
        Condition condition = tags.isEmpty()
                ? noCondition()
                : DSL.arrayOverlap(WORKFLOW_DEFINITION.TAGS, tags.toArray(String[]::new));
        if (text != null) {
            condition = condition.and(WORKFLOW_DEFINITION
                    .LABEL
                    .containsIgnoreCase(text)
                    .or(WORKFLOW_DEFINITION.DESCRIPTION.containsIgnoreCase(text)));
        }
        return table.page(tx, scope, filter, condition, slice, WORKFLOW_DEFINITION.LABEL);
    }

    public List<Component> components(Tx tx, TenantScope scope, ComponentFilter filter) {
        return table.components(tx, scope, filter);
    }

    public Optional<Workflow> find(Tx tx, TenantScope scope, String ref) {
        return table.find(tx, scope, ref);
    }

    /** The definitions that the files of a pack bring. */
    public List<JsonNode> graphsOfFiles(Tx tx, PackId pack) {
        return tx.sql()
                .select(WORKFLOW_DEFINITION.DEFINITION)
                .from(WORKFLOW_DEFINITION)
                .where(WORKFLOW_DEFINITION.PACK_ID.eq(pack.value()))
                .and(WORKFLOW_DEFINITION.IS_ADHOC.isFalse())
                .orderBy(WORKFLOW_DEFINITION.ID)
                .fetch(WORKFLOW_DEFINITION.DEFINITION);
    }

    /** For a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<Workflow> lock(Tx tx, TenantScope scope, long id) {
        return table.lock(tx, scope, id);
    }

    /** @return its id; nothing when the ref is taken */
    public Optional<Long> insert(Tx tx, NewComponent component, WorkflowSettings settings) {
        return table.insert(tx, component, values(settings));
    }

    public boolean update(Tx tx, TenantScope scope, long id, WorkflowSettings settings) {
        return table.update(tx, scope, id, values(settings));
    }

    /** With the actions whose body it is. Runs that go on have a copy of the graph. */
    public boolean delete(Tx tx, TenantScope scope, long id) {
        return table.delete(tx, scope, id);
    }

    private static Map<Field<?>, Object> values(WorkflowSettings settings) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(WORKFLOW_DEFINITION.LABEL, settings.label());
        Columns.putNullable(values, WORKFLOW_DEFINITION.DESCRIPTION, settings.description());
        values.put(WORKFLOW_DEFINITION.VERSION, settings.version());
        Columns.putNullable(values, WORKFLOW_DEFINITION.PARAM_SCHEMA, settings.paramSchema());
        Columns.putNullable(values, WORKFLOW_DEFINITION.OUT_SCHEMA, settings.outSchema());
        values.put(WORKFLOW_DEFINITION.DEFINITION, settings.definition());
        values.put(WORKFLOW_DEFINITION.TAGS, Columns.texts(settings.tags()));
        return values;
    }

    private static Workflow read(Component component, Record row) {
        return new Workflow(
                component,
                row.get(WORKFLOW_DEFINITION.LABEL),
                row.get(WORKFLOW_DEFINITION.DESCRIPTION),
                row.get(WORKFLOW_DEFINITION.VERSION),
                row.get(WORKFLOW_DEFINITION.PARAM_SCHEMA),
                row.get(WORKFLOW_DEFINITION.OUT_SCHEMA),
                row.get(WORKFLOW_DEFINITION.DEFINITION),
                List.of(row.get(WORKFLOW_DEFINITION.TAGS)));
    }
}
