package io.attune.store.catalog;

import static io.attune.store.schema.Tables.ACTION;
import static io.attune.store.schema.Tables.CATALOG_VERSION;
import static io.attune.store.schema.Tables.IDENTITY;
import static io.attune.store.schema.Tables.PACK;
import static io.attune.store.schema.Tables.POLICY;
import static io.attune.store.schema.Tables.RULE;
import static io.attune.store.schema.Tables.RUNTIME;
import static io.attune.store.schema.Tables.TENANT;
import static io.attune.store.schema.Tables.TRIGGER;

import io.attune.engine.admission.IndexedPolicy;
import io.attune.engine.admission.LimitedScope;
import io.attune.model.WireEnum;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.id.ActionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.PolicyId;
import io.attune.model.id.RuleId;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.TenantId;
import io.attune.model.id.TriggerId;
import io.attune.model.schema.FlatSchema;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.pack.PackSecrets;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads the catalog as a whole, or what changed of it since the last reading. */
@Singleton
public final class CatalogStore {
    /** The identity that acts when nobody else does; made by the bootstrap. */
    public static final IdentityId PLATFORM = new IdentityId(1);

    /** The kinds of components that the catalog version counts changes of. */
    public enum Kind {
        RULE,
        TRIGGER,
        ACTION,
        RUNTIME,
        PACK,
        POLICY
    }

    private final PackSecrets secrets;

    public CatalogStore(PackSecrets secrets) {
        this.secrets = secrets;
    }

    /** The version of the catalog that the transaction sees. */
    public long version(Tx tx) {
        return tx.sql()
                .select(CATALOG_VERSION.VERSION)
                .from(CATALOG_VERSION)
                .fetchSingle()
                .value1();
    }

    /**
     * The version of the catalog; it cannot change until the transaction ends. Statements that follow see exactly this version. Waits for
     * changes that are not committed yet.
     */
    public long holdVersion(Tx tx) {
        return tx.sql()
                .select(CATALOG_VERSION.VERSION)
                .from(CATALOG_VERSION)
                .forShare()
                .fetchSingle()
                .value1();
    }

    /** The tenant of the platform itself: runs that belong to nobody else are put there. */
    public Optional<TenantId> platformTenant(Tx tx) {
        return tx.sql()
                .select(IDENTITY.TENANT_ID)
                .from(IDENTITY)
                .where(IDENTITY.ID.eq(PLATFORM.value()))
                .fetchOptional(row -> new TenantId(row.value1()));
    }

    /** Those whose webhooks and rules rest. */
    public Set<TenantId> frozenTenants(Tx tx) {
        return tx.sql().select(TENANT.ID).from(TENANT).where(TENANT.FROZEN).fetchSet(row -> new TenantId(row.value1()));
    }

    private record Component(Kind kind, long id, long version) {}

    /** The ids of all components. */
    public Map<Kind, Set<Long>> all(Tx tx) {
        var sql = """
                select 'rule', id from rule
                union all
                select 'trigger', id from trigger
                union all
                select 'action', id from action
                union all
                select 'runtime', id from runtime
                union all
                select 'pack', id from pack
                union all
                select 'policy', id from policy
                """;
        return byKind(
                HotSql.query(tx, sql, (_, _) -> {}, row -> new Component(kind(row.getString(1)), row.getLong(2), 0)));
    }

    /**
     * The ids of the components that are new, different or gone since an earlier version. Empty when nobody knows: that version
     * is long ago, or something changed that is no component.
     *
     * @param version which the transaction sees
     */
    public Optional<Map<Kind, Set<Long>>> changedSince(Tx tx, long earlier, long version) {
        if (earlier >= version) {
            return earlier == version ? Optional.of(Map.of()) : Optional.empty();
        }
        var changes = HotSql.query(
                tx,
                "select kind, component_id, version from catalog_change where version > ?",
                (_, statement) -> statement.setLong(1, earlier),
                row -> new Component(kind(row.getString(1)), row.getLong(2), row.getLong(3)));
        long known = changes.stream().mapToLong(Component::version).distinct().count();
        boolean complete = known == version - earlier;
        return complete ? Optional.of(byKind(changes)) : Optional.empty();
    }

    private static Kind kind(String table) {
        return Kind.valueOf(table.toUpperCase(Locale.ROOT));
    }

    private static Map<Kind, Set<Long>> byKind(List<Component> components) {
        return components.stream()
                .collect(Collectors.groupingBy(
                        Component::kind,
                        () -> new EnumMap<>(Kind.class),
                        Collectors.mapping(Component::id, Collectors.toSet())));
    }

    public List<CatalogRule> rules(Tx tx, Collection<Long> ids) {
        return tx.sql()
                .select(
                        RULE.ID,
                        RULE.TENANT_ID,
                        RULE.REF,
                        RULE.PACK_ID,
                        RULE.TRIGGER_REF,
                        RULE.ACTION_ID,
                        RULE.ACTION_REF,
                        RULE.CONDITIONS,
                        RULE.ACTION_PARAMS,
                        RULE.PERMISSION_SET_REFS,
                        RULE.NOTIFY_ON_TRIGGER,
                        RULE.ENABLED,
                        RULE.OWNER_IDENTITY)
                .from(RULE)
                .where(RULE.ID.eq(DSL.any(ids.toArray(Long[]::new))))
                .fetch(row -> {
                    Long action = row.get(RULE.ACTION_ID);
                    Long author = row.get(RULE.OWNER_IDENTITY);
                    return new CatalogRule(
                            new RuleId(row.get(RULE.ID)),
                            Owner.ofTenantId(row.get(RULE.TENANT_ID)),
                            row.get(RULE.REF),
                            new PackId(row.get(RULE.PACK_ID)),
                            row.get(RULE.TRIGGER_REF),
                            action == null ? null : new ActionId(action),
                            row.get(RULE.ACTION_REF),
                            row.get(RULE.CONDITIONS),
                            row.get(RULE.ACTION_PARAMS),
                            listOrNull(row.get(RULE.PERMISSION_SET_REFS)),
                            row.get(RULE.NOTIFY_ON_TRIGGER),
                            row.get(RULE.ENABLED),
                            author == null ? null : new IdentityId(author));
                });
    }

    public List<CatalogTrigger> triggers(Tx tx, Collection<Long> ids) {
        return tx.sql()
                .select(
                        TRIGGER.ID,
                        TRIGGER.TENANT_ID,
                        TRIGGER.REF,
                        TRIGGER.ENABLED,
                        TRIGGER.WEBHOOK_KEY_HASH,
                        TRIGGER.WEBHOOK_CONFIG,
                        TRIGGER.VALIDATE_PAYLOAD,
                        TRIGGER.OUT_SCHEMA)
                .from(TRIGGER)
                .where(TRIGGER.ID.eq(DSL.any(ids.toArray(Long[]::new))))
                .fetch(row -> new CatalogTrigger(
                        new TriggerId(row.get(TRIGGER.ID)),
                        Owner.ofTenantId(row.get(TRIGGER.TENANT_ID)),
                        row.get(TRIGGER.REF),
                        row.get(TRIGGER.ENABLED),
                        row.get(TRIGGER.WEBHOOK_KEY_HASH),
                        row.get(TRIGGER.WEBHOOK_CONFIG),
                        row.get(TRIGGER.VALIDATE_PAYLOAD) ? row.get(TRIGGER.OUT_SCHEMA) : null));
    }

    public List<CatalogAction> actions(Tx tx, Collection<Long> ids) {
        return tx.sql()
                .select(ACTION.fields())
                .from(ACTION)
                .where(ACTION.ID.eq(DSL.any(ids.toArray(Long[]::new))))
                .fetch(CatalogStore::action);
    }

    private static CatalogAction action(Record row) {
        Long runtime = row.get(ACTION.RUNTIME_ID);
        Integer timeout = row.get(ACTION.TIMEOUT_SECONDS);
        return new CatalogAction(
                new ActionId(row.get(ACTION.ID)),
                Owner.ofTenantId(row.get(ACTION.TENANT_ID)),
                row.get(ACTION.REF),
                new PackId(row.get(ACTION.PACK_ID)),
                row.get(ACTION.PACK_REF),
                row.get(ACTION.ENTRYPOINT),
                runtime == null ? null : new RuntimeId(runtime),
                row.get(ACTION.RUNTIME_VERSION_CONSTRAINT),
                row.get(ACTION.REQUIRED_WORKER_RUNTIMES),
                row.get(ACTION.WORKER_SELECTOR),
                row.get(ACTION.WORKER_TOLERATIONS),
                row.get(ACTION.WORKER_AFFINITY),
                FlatSchema.of(row.get(ACTION.PARAM_SCHEMA)),
                FlatSchema.of(row.get(ACTION.OUT_SCHEMA)),
                row.get(ACTION.WORKFLOW_DEF_ID),
                Arrays.asList(row.get(ACTION.DEFAULT_EXECUTION_PERMISSION_SET_REFS)),
                constant(ParameterDelivery.class, row.get(ACTION.PARAMETER_DELIVERY)),
                constant(ParameterFormat.class, row.get(ACTION.PARAMETER_FORMAT)),
                constant(OutputFormat.class, row.get(ACTION.OUTPUT_FORMAT)),
                timeout == null ? null : Duration.ofSeconds(timeout),
                row.get(ACTION.MAX_RETRIES),
                Arrays.asList(row.get(ACTION.RETRY_ON)),
                listOrNull(row.get(ACTION.KEYS)),
                row.get(ACTION.ARTIFACT_RETENTION_POLICY),
                row.get(ACTION.ARTIFACT_RETENTION_LIMIT),
                row.get(ACTION.IS_ADHOC));
    }

    public List<CatalogRuntime> runtimes(Tx tx, Collection<Long> ids) {
        return tx.sql()
                .select(RUNTIME.ID, RUNTIME.REF, RUNTIME.NAME, RUNTIME.ALIASES, RUNTIME.EXECUTION_CONFIG)
                .from(RUNTIME)
                .where(RUNTIME.ID.eq(DSL.any(ids.toArray(Long[]::new))))
                .fetch(row -> new CatalogRuntime(
                        new RuntimeId(row.get(RUNTIME.ID)),
                        row.get(RUNTIME.REF),
                        row.get(RUNTIME.NAME),
                        Arrays.asList(row.get(RUNTIME.ALIASES)),
                        row.get(RUNTIME.EXECUTION_CONFIG)));
    }

    public List<CatalogPack> packs(Tx tx, Collection<Long> ids) {
        return tx.sql()
                .select(
                        PACK.ID,
                        PACK.TENANT_ID,
                        PACK.REF,
                        PACK.VERSION,
                        PACK.CONF_SCHEMA,
                        PACK.CONFIG,
                        PACK.SEALED_CONFIG,
                        PACK.CHECKSUM)
                .from(PACK)
                .where(PACK.ID.eq(DSL.any(ids.toArray(Long[]::new))))
                .fetch(row -> new CatalogPack(
                        new PackId(row.get(PACK.ID)),
                        Owner.ofTenantId(row.get(PACK.TENANT_ID)),
                        row.get(PACK.REF),
                        row.get(PACK.VERSION),
                        FlatSchema.of(row.get(PACK.CONF_SCHEMA)),
                        secrets.open(
                                Owner.ofTenantId(row.get(PACK.TENANT_ID)),
                                row.get(PACK.REF),
                                row.get(PACK.CONFIG),
                                row.get(PACK.SEALED_CONFIG)),
                        row.get(PACK.CHECKSUM)));
    }

    public List<IndexedPolicy> policies(Tx tx, Collection<Long> ids) {
        return tx.sql()
                .select(
                        POLICY.ID,
                        POLICY.TENANT_ID,
                        POLICY.PACK_ID,
                        POLICY.ACTION_ID,
                        POLICY.PARAMETERS,
                        POLICY.PER_IDENTITY)
                .from(POLICY)
                .where(POLICY.ID.eq(DSL.any(ids.toArray(Long[]::new))))
                .fetch(row -> new IndexedPolicy(
                        new PolicyId(row.get(POLICY.ID)),
                        Owner.ofTenantId(row.get(POLICY.TENANT_ID)),
                        scope(row.get(POLICY.ACTION_ID), row.get(POLICY.PACK_ID)),
                        Arrays.asList(row.get(POLICY.PARAMETERS)),
                        row.get(POLICY.PER_IDENTITY)));
    }

    private static LimitedScope scope(@Nullable Long action, @Nullable Long pack) {
        if (action != null) {
            return new LimitedScope.OfAction(new ActionId(action));
        }
        return pack == null ? new LimitedScope.OfTenant() : new LimitedScope.OfPack(new PackId(pack));
    }

    private static <E extends Enum<E> & WireEnum> E constant(Class<E> type, String stored) {
        return WireEnum.find(type, stored)
                .orElseThrow(() -> new IllegalStateException("unknown " + type.getSimpleName() + ": " + stored));
    }

    private static @Nullable List<String> listOrNull(String @Nullable [] stored) {
        return stored == null ? null : List.of(stored);
    }
}
