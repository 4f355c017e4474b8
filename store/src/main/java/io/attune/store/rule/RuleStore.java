package io.attune.store.rule;

import static io.attune.store.component.ComponentTable.idOf;
import static io.attune.store.schema.Tables.RULE;
import static io.attune.store.schema.Tables.TIMER;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;

import io.attune.engine.schedule.TimerStatus;
import io.attune.model.catalog.Component;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.Rule;
import io.attune.model.catalog.RuleSettings;
import io.attune.model.id.ActionId;
import io.attune.model.id.RuleId;
import io.attune.model.id.TriggerId;
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
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code rule}. */
@Singleton
public final class RuleStore {
    private static final List<Field<?>> COLUMNS = List.of(
            RULE.LABEL,
            RULE.DESCRIPTION,
            RULE.ACTION_ID,
            RULE.ACTION_REF,
            RULE.TRIGGER_ID,
            RULE.TRIGGER_REF,
            RULE.CONDITIONS,
            RULE.ACTION_PARAMS,
            RULE.TRIGGER_PARAMS,
            RULE.PERMISSION_SET_REFS,
            RULE.MISFIRE_POLICY,
            RULE.NOTIFY_ON_TRIGGER,
            RULE.ENABLED);

    private final ComponentTable<Rule> table = new ComponentTable<>(RULE, COLUMNS, RuleStore::read);

    /** What the scope sees, by ref. */
    public Rows<Rule> page(Tx tx, TenantScope scope, ComponentFilter filter, Slice slice) {
        return table.page(tx, scope, filter, noCondition(), slice);
    }

    /** The rules that run an action, by ref. */
    public Rows<Rule> pageOfAction(Tx tx, TenantScope scope, ComponentFilter filter, ActionId action, Slice slice) {
        return table.page(tx, scope, filter, RULE.ACTION_ID.eq(action.value()), slice);
    }

    /** The rules that a trigger's events may fire, by ref. */
    public Rows<Rule> pageOfTrigger(Tx tx, TenantScope scope, ComponentFilter filter, TriggerId trigger, Slice slice) {
        return table.page(tx, scope, filter, RULE.TRIGGER_ID.eq(trigger.value()), slice);
    }

    /**
     * Rules with timers, those that fire next first.
     *
     * @param status of the timers; null for any
     */
    public Rows<Rule> pageOfTimers(
            Tx tx, TenantScope scope, ComponentFilter filter, @Nullable TimerStatus status, Slice slice) {
        var timers = DSL.select(TIMER.NEXT_FIRE_AT).from(TIMER).where(TIMER.RULE_ID.eq(RULE.ID));
        return table.page(
                tx,
                scope,
                filter,
                exists(status == null ? timers : timers.and(TIMER.STATUS.eq(status.wire()))),
                slice,
                field(timers).asc().nullsLast());
    }

    public List<Component> components(Tx tx, TenantScope scope, ComponentFilter filter) {
        return table.components(tx, scope, filter);
    }

    public Optional<Rule> find(Tx tx, TenantScope scope, String ref) {
        return table.find(tx, scope, ref);
    }

    public Optional<Rule> find(Tx tx, TenantScope scope, RuleId id) {
        return table.find(tx, scope, id.value());
    }

    /** For a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<Rule> lock(Tx tx, TenantScope scope, RuleId id) {
        return table.lock(tx, scope, id.value());
    }

    /** @return nothing when the ref is taken */
    public Optional<RuleId> insert(Tx tx, NewComponent component, RuleSettings settings) {
        return table.insert(tx, component, values(settings)).map(RuleId::new);
    }

    public boolean update(Tx tx, TenantScope scope, RuleId id, RuleSettings settings) {
        return table.update(tx, scope, id.value(), values(settings));
    }

    public boolean delete(Tx tx, TenantScope scope, RuleId id) {
        return table.delete(tx, scope, id.value());
    }

    private static Map<Field<?>, Object> values(RuleSettings settings) {
        Map<Field<?>, Object> values = new HashMap<>();
        var action = settings.action();
        var trigger = settings.trigger();
        var permissionSets = settings.permissionSetRefs();
        var misfire = settings.misfirePolicy();
        values.put(RULE.LABEL, settings.label());
        Columns.putNullable(values, RULE.DESCRIPTION, settings.description());
        Columns.putNullable(values, RULE.ACTION_ID, action == null ? null : action.value());
        values.put(RULE.ACTION_REF, settings.actionRef());
        Columns.putNullable(values, RULE.TRIGGER_ID, trigger == null ? null : trigger.value());
        values.put(RULE.TRIGGER_REF, settings.triggerRef());
        values.put(RULE.CONDITIONS, settings.conditions());
        values.put(RULE.ACTION_PARAMS, settings.actionParams());
        values.put(RULE.TRIGGER_PARAMS, settings.triggerParams());
        Columns.putNullable(
                values, RULE.PERMISSION_SET_REFS, permissionSets == null ? null : Columns.texts(permissionSets));
        Columns.putNullable(values, RULE.MISFIRE_POLICY, misfire == null ? null : misfire.wire());
        values.put(RULE.NOTIFY_ON_TRIGGER, settings.notifyOnTrigger());
        values.put(RULE.ENABLED, settings.enabled());
        return values;
    }

    private static Rule read(Component component, Record row) {
        var permissionSets = row.get(RULE.PERMISSION_SET_REFS);
        var misfire = row.get(RULE.MISFIRE_POLICY);
        return new Rule(
                component,
                new RuleSettings(
                        row.get(RULE.LABEL),
                        row.get(RULE.DESCRIPTION),
                        idOf(row.get(RULE.ACTION_ID), ActionId::new),
                        row.get(RULE.ACTION_REF),
                        idOf(row.get(RULE.TRIGGER_ID), TriggerId::new),
                        row.get(RULE.TRIGGER_REF),
                        row.get(RULE.CONDITIONS),
                        row.get(RULE.ACTION_PARAMS),
                        row.get(RULE.TRIGGER_PARAMS),
                        permissionSets == null ? null : List.of(permissionSets),
                        misfire == null ? null : Columns.word(MisfirePolicy.class, misfire),
                        row.get(RULE.NOTIFY_ON_TRIGGER),
                        row.get(RULE.ENABLED)));
    }
}
