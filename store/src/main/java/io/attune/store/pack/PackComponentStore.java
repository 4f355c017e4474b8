package io.attune.store.pack;

import static io.attune.store.schema.Tables.ACTION;
import static io.attune.store.schema.Tables.PERMISSION_SET;
import static io.attune.store.schema.Tables.POLICY;
import static io.attune.store.schema.Tables.RULE;
import static io.attune.store.schema.Tables.RUNTIME;
import static io.attune.store.schema.Tables.RUNTIME_VERSION;
import static io.attune.store.schema.Tables.SENSOR;
import static io.attune.store.schema.Tables.TRIGGER;
import static io.attune.store.schema.Tables.WORKFLOW_DEFINITION;
import static io.attune.store.schema.Tables.WORK_QUEUE;
import static org.jooq.impl.DSL.all;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.lower;

import io.attune.model.catalog.RetryOn;
import io.attune.model.id.ActionId;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.PermissionSetDefinition;
import io.attune.model.pack.PolicyDefinition;
import io.attune.model.pack.QueueDefinition;
import io.attune.model.pack.RuleDefinition;
import io.attune.model.pack.RuntimeDefinition;
import io.attune.model.pack.SensorDefinition;
import io.attune.model.pack.TriggerDefinition;
import io.attune.model.pack.WorkflowDefinition;
import io.attune.model.tenant.Owner;
import io.attune.store.Tx;
import io.attune.store.component.Columns;
import io.attune.store.policy.PolicyStore;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the files of a pack define. For engine transactions: refs clash across tenants, and the statements name the owner themselves.
 * Every {@code put} answers nothing when the ref belongs to somebody else.
 */
@Singleton
public final class PackComponentStore {
    private final FileRows permissionSets = new FileRows(PERMISSION_SET, false, false);
    private final FileRows runtimes = new FileRows(RUNTIME, false, false);
    private final FileRows triggers = new FileRows(TRIGGER, true, false);
    private final FileRows workflows = new FileRows(WORKFLOW_DEFINITION, true, false);
    private final FileRows actions = new FileRows(ACTION, true, false);
    private final FileRows queues = new FileRows(WORK_QUEUE, true, true);
    private final FileRows rules = new FileRows(RULE, true, false);
    private final FileRows sensors = new FileRows(SENSOR, false, false);
    private final FileRows policies = new FileRows(POLICY, true, true);

    /** A runtime that was found. */
    public record NamedRuntime(RuntimeId id, String ref) {}

    /** The runtime that a word names: by ref, else by name, the pack's own before the system's. */
    public Optional<NamedRuntime> findRuntime(Tx tx, PackHome home, String word) {
        return tx.sql()
                .select(RUNTIME.ID, RUNTIME.REF)
                .from(RUNTIME)
                .where(
                        seenBy(home, RUNTIME.TENANT_ID),
                        RUNTIME.REF.eq(word).or(lower(RUNTIME.NAME).eq(word)))
                .orderBy(
                        RUNTIME.REF.eq(word).desc(),
                        DSL.coalesce(RUNTIME.PACK_ID.eq(home.id().value()), false)
                                .desc(),
                        RUNTIME.ID)
                .limit(1)
                .fetchOptional(row -> new NamedRuntime(new RuntimeId(row.get(RUNTIME.ID)), row.get(RUNTIME.REF)));
    }

    public Optional<TriggerId> findTrigger(Tx tx, PackHome home, String ref) {
        return tx.sql()
                .select(TRIGGER.ID)
                .from(TRIGGER)
                .where(TRIGGER.REF.eq(ref), seenBy(home, TRIGGER.TENANT_ID))
                .fetchOptional(TRIGGER.ID)
                .map(TriggerId::new);
    }

    public Optional<ActionId> findAction(Tx tx, PackHome home, String ref) {
        return tx.sql()
                .select(ACTION.ID)
                .from(ACTION)
                .where(ACTION.REF.eq(ref), seenBy(home, ACTION.TENANT_ID))
                .fetchOptional(ACTION.ID)
                .map(ActionId::new);
    }

    /** A tenant's pack uses what is its own or the system's; a system pack only what is the system's. */
    private static Condition seenBy(PackHome home, Field<Long> tenantId) {
        return switch (home.owner()) {
            case Owner.Platform _ -> tenantId.isNull();
            case Owner.Tenant tenant ->
                tenantId.isNull().or(tenantId.eq(tenant.id().value()));
        };
    }

    public boolean put(Tx tx, PackHome home, PermissionSetDefinition set) {
        Map<Field<?>, Object> values = new HashMap<>();
        Columns.putNullable(values, PERMISSION_SET.LABEL, set.label());
        Columns.putNullable(values, PERMISSION_SET.DESCRIPTION, set.description());
        values.put(PERMISSION_SET.GRANTS, set.grants());
        return permissionSets.put(tx, home, set.ref(), values).isPresent();
    }

    /** With its versions: those no longer listed go, those that stay keep what workers found out about them. */
    public boolean put(Tx tx, PackHome home, RuntimeDefinition runtime) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(RUNTIME.NAME, runtime.name());
        Columns.putNullable(values, RUNTIME.DESCRIPTION, runtime.description());
        values.put(RUNTIME.ALIASES, Columns.texts(runtime.aliases()));
        values.put(RUNTIME.DISTRIBUTIONS, runtime.distributions());
        Columns.putNullable(values, RUNTIME.INSTALLATION, runtime.installation());
        values.put(RUNTIME.EXECUTION_CONFIG, runtime.executionConfig());
        Optional<Long> id = runtimes.put(tx, home, runtime.ref(), values);
        id.ifPresent(found -> putVersions(tx, home, runtime, found));
        return id.isPresent();
    }

    private static void putVersions(Tx tx, PackHome home, RuntimeDefinition runtime, long id) {
        var listed = runtime.versions().stream()
                .map(RuntimeDefinition.Version::version)
                .toArray(String[]::new);
        tx.sql()
                .deleteFrom(RUNTIME_VERSION)
                .where(RUNTIME_VERSION.RUNTIME_ID.eq(id), RUNTIME_VERSION.VERSION.ne(all(listed)))
                .execute();
        for (var version : runtime.versions()) {
            Map<Field<?>, Object> values = new HashMap<>();
            values.put(RUNTIME_VERSION.RUNTIME_REF, runtime.ref());
            values.put(RUNTIME_VERSION.EXECUTION_CONFIG, version.executionConfig());
            values.put(RUNTIME_VERSION.DISTRIBUTIONS, version.distributions());
            values.put(RUNTIME_VERSION.IS_DEFAULT, version.isDefault());
            values.put(RUNTIME_VERSION.META, version.meta());
            Map<Field<?>, Object> row = new HashMap<>(values);
            Columns.putNullable(row, RUNTIME_VERSION.TENANT_ID, home.owner().tenantId());
            row.put(RUNTIME_VERSION.RUNTIME_ID, id);
            row.put(RUNTIME_VERSION.VERSION, version.version());
            tx.sql()
                    .insertInto(RUNTIME_VERSION)
                    .set(row)
                    .onConflict(RUNTIME_VERSION.RUNTIME_ID, RUNTIME_VERSION.VERSION)
                    .doUpdate()
                    .set(values)
                    .execute();
        }
    }

    /** Settings of webhooks are none of the files' and stay (packs.md §3.3). */
    public boolean put(Tx tx, PackHome home, TriggerDefinition trigger) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(TRIGGER.LABEL, trigger.label());
        Columns.putNullable(values, TRIGGER.DESCRIPTION, trigger.description());
        values.put(TRIGGER.ENABLED, trigger.enabled());
        Columns.putNullable(values, TRIGGER.PARAM_SCHEMA, trigger.paramSchema());
        Columns.putNullable(values, TRIGGER.OUT_SCHEMA, trigger.outSchema());
        values.put(TRIGGER.VALIDATE_PAYLOAD, trigger.validatePayload());
        return triggers.put(tx, home, trigger.ref(), values).isPresent();
    }

    /** @return the id of the definition */
    public Optional<Long> put(Tx tx, PackHome home, WorkflowDefinition workflow) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(WORKFLOW_DEFINITION.LABEL, workflow.label());
        Columns.putNullable(values, WORKFLOW_DEFINITION.DESCRIPTION, workflow.description());
        values.put(WORKFLOW_DEFINITION.VERSION, workflow.version());
        Columns.putNullable(values, WORKFLOW_DEFINITION.PARAM_SCHEMA, workflow.paramSchema());
        Columns.putNullable(values, WORKFLOW_DEFINITION.OUT_SCHEMA, workflow.outSchema());
        values.put(WORKFLOW_DEFINITION.DEFINITION, workflow.definition());
        values.put(WORKFLOW_DEFINITION.TAGS, Columns.texts(workflow.tags()));
        return workflows.put(tx, home, workflow.ref(), values);
    }

    /** A workflow that was made through the API gets a file, and is from now on what the file says; with its action, under their ids. */
    public void adoptWorkflow(Tx tx, PackHome home, String ref) {
        workflows.adopt(tx, home, ref);
        actions.adopt(tx, home, ref);
    }

    /**
     * @param runtime null when nothing can run it
     * @param workflow the definition that is its body
     */
    public boolean put(
            Tx tx, PackHome home, ActionDefinition action, @Nullable NamedRuntime runtime, @Nullable Long workflow) {
        Map<Field<?>, Object> values = new HashMap<>();
        var keys = action.keys();
        values.put(ACTION.LABEL, action.label());
        Columns.putNullable(values, ACTION.DESCRIPTION, action.description());
        values.put(ACTION.ENTRYPOINT, action.entrypoint());
        Columns.putNullable(
                values, ACTION.RUNTIME_ID, runtime == null ? null : runtime.id().value());
        Columns.putNullable(values, ACTION.RUNTIME_VERSION_CONSTRAINT, action.runtimeVersionConstraint());
        values.put(ACTION.REQUIRED_WORKER_RUNTIMES, action.requiredWorkerRuntimes());
        Columns.write(values, ACTION, action.placement());
        Columns.putNullable(values, ACTION.PARAM_SCHEMA, action.paramSchema());
        Columns.putNullable(values, ACTION.OUT_SCHEMA, action.outSchema());
        Columns.putNullable(values, ACTION.WORKFLOW_DEF_ID, workflow);
        values.put(ACTION.ACCESSES_MCP, action.accessesMcp());
        values.put(ACTION.DEFAULT_EXECUTION_PERMISSION_SET_REFS, Columns.texts(action.permissionSetRefs()));
        values.put(ACTION.PARAMETER_DELIVERY, action.parameterDelivery().wire());
        values.put(ACTION.PARAMETER_FORMAT, action.parameterFormat().wire());
        values.put(ACTION.OUTPUT_FORMAT, action.outputFormat().wire());
        Columns.putNullable(values, ACTION.TIMEOUT_SECONDS, action.timeoutSeconds());
        values.put(ACTION.MAX_RETRIES, action.maxRetries());
        values.put(
                ACTION.RETRY_ON,
                Columns.texts(action.retryOn().stream().map(RetryOn::wire).toList()));
        Columns.putNullable(values, ACTION.KEYS, keys == null ? null : Columns.texts(keys));
        Columns.putNullable(values, ACTION.HTTP_CONFIG, action.httpConfig());
        Columns.putNullable(values, ACTION.CONTAINER, action.container());
        Columns.write(values, ACTION, action.artifactRetention(), action.logRetention());
        return actions.put(tx, home, action.ref(), values).isPresent();
    }

    public boolean put(Tx tx, PackHome home, QueueDefinition queue, ActionId action) {
        Map<Field<?>, Object> values = new HashMap<>();
        var permissionSets = queue.permissionSetRefs();
        values.put(WORK_QUEUE.LABEL, queue.label());
        Columns.putNullable(values, WORK_QUEUE.DESCRIPTION, queue.description());
        values.put(WORK_QUEUE.ENABLED, queue.enabled());
        values.put(WORK_QUEUE.ACCEPTING_NEW_ITEMS, queue.acceptingNewItems());
        values.put(WORK_QUEUE.DISPATCH_ACTION_ID, action.value());
        values.put(WORK_QUEUE.DISPATCH_ACTION_REF, queue.dispatchActionRef());
        values.put(WORK_QUEUE.DEFAULT_PRIORITY, queue.defaultPriority());
        values.put(WORK_QUEUE.ALLOW_PENDING_UPDATE, queue.allowPendingUpdate());
        values.put(WORK_QUEUE.UPDATE_STRATEGY, queue.updateStrategy().wire());
        values.put(WORK_QUEUE.BATCH_MODE, queue.batchMode().wire());
        values.put(WORK_QUEUE.ITEM_SCHEMA, queue.itemSchema());
        values.put(WORK_QUEUE.ACTION_PARAMS, queue.actionParams());
        Columns.putNullable(
                values, WORK_QUEUE.PERMISSION_SET_REFS, permissionSets == null ? null : Columns.texts(permissionSets));
        values.put(WORK_QUEUE.CONFIG, queue.config());
        return queues.put(tx, home, queue.ref(), values).isPresent();
    }

    public boolean put(Tx tx, PackHome home, RuleDefinition rule, TriggerId trigger, ActionId action) {
        Map<Field<?>, Object> values = new HashMap<>();
        var permissionSets = rule.permissionSetRefs();
        var misfire = rule.misfirePolicy();
        values.put(RULE.LABEL, rule.label());
        Columns.putNullable(values, RULE.DESCRIPTION, rule.description());
        values.put(RULE.TRIGGER_ID, trigger.value());
        values.put(RULE.TRIGGER_REF, rule.triggerRef());
        values.put(RULE.ACTION_ID, action.value());
        values.put(RULE.ACTION_REF, rule.actionRef());
        values.put(RULE.ENABLED, rule.enabled());
        values.put(RULE.CONDITIONS, rule.conditions());
        values.put(RULE.ACTION_PARAMS, rule.actionParams());
        values.put(RULE.TRIGGER_PARAMS, rule.triggerParams());
        Columns.putNullable(values, RULE.MISFIRE_POLICY, misfire == null ? null : misfire.wire());
        values.put(RULE.NOTIFY_ON_TRIGGER, rule.notifyOnTrigger());
        Columns.putNullable(
                values, RULE.PERMISSION_SET_REFS, permissionSets == null ? null : Columns.texts(permissionSets));
        return rules.put(tx, home, rule.ref(), values).isPresent();
    }

    /** Links the triggers of the pack's owner to the sensor that emits them (packs.md §3.4). */
    public boolean put(Tx tx, PackHome home, SensorDefinition sensor, @Nullable NamedRuntime runtime) {
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(SENSOR.LABEL, sensor.label());
        Columns.putNullable(values, SENSOR.DESCRIPTION, sensor.description());
        values.put(SENSOR.ENTRYPOINT, sensor.entrypoint());
        Columns.putNullable(
                values, SENSOR.RUNTIME_ID, runtime == null ? null : runtime.id().value());
        values.put(SENSOR.RUNTIME_REF, runtime == null ? sensor.runner() : runtime.ref());
        Columns.putNullable(values, SENSOR.RUNTIME_VERSION_CONSTRAINT, sensor.runtimeVersionConstraint());
        values.put(SENSOR.TRIGGER_TYPES, Columns.texts(sensor.triggerTypes()));
        values.put(SENSOR.ENABLED, sensor.enabled());
        Columns.putNullable(values, SENSOR.PARAM_SCHEMA, sensor.paramSchema());
        values.put(SENSOR.CONFIG, sensor.config());
        values.put(SENSOR.RULE_UPDATES, sensor.ruleUpdates().wire());
        Columns.write(values, SENSOR, sensor.placement());
        Columns.write(values, SENSOR, sensor.artifactRetention(), sensor.logRetention());
        Optional<SensorId> id = sensors.put(tx, home, sensor.ref(), values).map(SensorId::new);
        id.ifPresent(found -> link(tx, home, sensor, found));
        return id.isPresent();
    }

    /** @param action null for a policy that is for all actions of the pack */
    public boolean put(Tx tx, PackHome home, PolicyDefinition policy, @Nullable ActionId action) {
        Map<Field<?>, Object> values = new HashMap<>();
        Columns.putNullable(values, POLICY.ACTION_ID, action == null ? null : action.value());
        Columns.putNullable(values, POLICY.ACTION_REF, policy.actionRef());
        values.put(POLICY.NAME, policy.name());
        Columns.putNullable(values, POLICY.DESCRIPTION, policy.description());
        values.put(POLICY.TAGS, Columns.texts(policy.tags()));
        values.put(POLICY.PARAMETERS, Columns.texts(policy.parameters()));
        PolicyStore.write(
                values,
                policy.method(),
                policy.threshold(),
                policy.rateLimit(),
                policy.perIdentity(),
                policy.queueLimit(),
                policy.queueTimeout());
        return policies.put(tx, home, policy.ref(), values).isPresent();
    }

    private static void link(Tx tx, PackHome home, SensorDefinition sensor, SensorId id) {
        String[] emitted = sensor.triggerTypes().toArray(String[]::new);
        tx.sql()
                .update(TRIGGER)
                .setNull(TRIGGER.SENSOR_ID)
                .setNull(TRIGGER.SENSOR_REF)
                .where(TRIGGER.SENSOR_ID.eq(id.value()), TRIGGER.REF.ne(all(emitted)))
                .execute();
        tx.sql()
                .update(TRIGGER)
                .set(TRIGGER.SENSOR_ID, id.value())
                .set(TRIGGER.SENSOR_REF, sensor.ref())
                .where(
                        TRIGGER.REF.eq(any(emitted)),
                        TRIGGER.TENANT_ID.isNotDistinctFrom(home.owner().tenantId()),
                        TRIGGER.SENSOR_ID.isDistinctFrom(id.value()))
                .execute();
    }

    /**
     * Removes the components that the files no longer define.
     *
     * @param refs everything that stays, of all kinds; refs of two kinds may be equal, so they are given per kind
     */
    public void keepOnly(Tx tx, PackHome home, Kept refs) {
        policies.keepOnly(tx, home, refs.policies());
        rules.keepOnly(tx, home, refs.rules());
        queues.keepOnly(tx, home, refs.queues());
        actions.keepOnly(tx, home, refs.actions());
        workflows.keepOnly(tx, home, refs.workflows());
        sensors.keepOnly(tx, home, refs.sensors());
        triggers.keepOnly(tx, home, refs.triggers());
        runtimes.keepOnly(tx, home, refs.runtimes());
        permissionSets.keepOnly(tx, home, refs.permissionSets());
    }

    /** The refs of each kind that stay. */
    public record Kept(
            Collection<String> permissionSets,
            Collection<String> runtimes,
            Collection<String> triggers,
            Collection<String> workflows,
            Collection<String> actions,
            Collection<String> queues,
            Collection<String> rules,
            Collection<String> sensors,
            Collection<String> policies) {}
}
