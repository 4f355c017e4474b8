package io.attune.store.pack;

import static io.attune.store.schema.Tables.PACK;
import static io.attune.store.schema.Tables.WORK_QUEUE;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.trueCondition;

import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.pack.Pack;
import io.attune.model.pack.PackSettings;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import io.attune.store.component.Columns;
import io.attune.store.component.ComponentTable;
import io.attune.store.component.Rows;
import io.attune.store.component.Slice;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Rows of {@code pack}. */
@Singleton
public final class PackStore {
    private static final List<Field<?>> COLUMNS = List.of(
            PACK.ID,
            PACK.TENANT_ID,
            PACK.REF,
            PACK.LABEL,
            PACK.DESCRIPTION,
            PACK.VERSION,
            PACK.CONF_SCHEMA,
            PACK.CONFIG,
            PACK.SEALED_CONFIG,
            PACK.META,
            PACK.TAGS,
            PACK.RUNTIME_DEPS,
            PACK.DEPENDENCIES,
            PACK.CHECKSUM,
            PACK.INSTALLED_BY,
            PACK.CREATED,
            PACK.UPDATED);

    /**
     * Which packs of the visible ones a list shows: the system's always.
     *
     * @param ids of others; null for all of them
     */
    public record Shown(@Nullable Collection<PackId> ids) {
        public static final Shown ALL = new Shown(null);

        private Condition condition() {
            return ids == null
                    ? trueCondition()
                    : PACK.TENANT_ID
                            .isNull()
                            .or(PACK.ID.eq(any(ids.stream().map(PackId::value).toArray(Long[]::new))));
        }
    }

    private final PackSecrets secrets;

    public PackStore(PackSecrets secrets) {
        this.secrets = secrets;
    }

    /** Packs by ref. */
    public Rows<Pack> page(Tx tx, TenantScope scope, Shown readable, Slice slice) {
        Condition condition = Visibility.visible(PACK.TENANT_ID, scope).and(readable.condition());
        long total = tx.sql().fetchCount(PACK, condition);
        var items = tx.sql()
                .select(COLUMNS)
                .from(PACK)
                .where(condition)
                .orderBy(PACK.REF)
                .limit(slice.limit())
                .offset(slice.offset())
                .fetch(this::read);
        return new Rows<>(items, total);
    }

    /** The packs of the scope's own tenant, by ref. */
    public List<Pack> listOwn(Tx tx, TenantScope scope) {
        return tx.sql()
                .select(COLUMNS)
                .from(PACK)
                .where(Visibility.own(PACK.TENANT_ID, scope))
                .orderBy(PACK.REF)
                .fetch(this::read);
    }

    public Optional<Pack> find(Tx tx, TenantScope scope, String ref) {
        return one(tx, PACK.REF.eq(ref).and(Visibility.visible(PACK.TENANT_ID, scope)));
    }

    /** For the engine: whoever owns it. */
    public Optional<Pack> findOfAnybody(Tx tx, String ref) {
        return one(tx, PACK.REF.eq(ref));
    }

    private Optional<Pack> one(Tx tx, Condition condition) {
        return tx.sql().select(COLUMNS).from(PACK).where(condition).fetchOptional(this::read);
    }

    /** For a change; nothing if it is gone. Two installations of one pack wait for each other here. */
    public Optional<Pack> lock(Tx tx, PackId id) {
        return tx.sql()
                .select(COLUMNS)
                .from(PACK)
                .where(PACK.ID.eq(id.value()))
                .forUpdate()
                .fetchOptional(this::read);
    }

    /** @return nothing when the ref is taken, be it by a pack that the transaction does not see */
    public Optional<PackId> insert(
            Tx tx, Owner owner, String ref, PackSettings settings, @Nullable IdentityId installedBy) {
        Map<Field<?>, Object> values = values(owner, ref, settings);
        Columns.putNullable(values, PACK.TENANT_ID, owner.tenantId());
        values.put(PACK.REF, ref);
        Columns.putNullable(values, PACK.INSTALLED_BY, installedBy == null ? null : installedBy.value());
        return tx.sql()
                .insertInto(PACK)
                .set(values)
                .onConflict(PACK.REF)
                .doNothing()
                .returningResult(PACK.ID)
                .fetchOptional(PACK.ID)
                .map(PackId::new);
    }

    /** @return whether the pack was there and the scope may change it */
    public boolean update(Tx tx, TenantScope scope, Pack pack, PackSettings settings) {
        return update(
                tx,
                PACK.ID.eq(pack.id().value()).and(Visibility.changeable(PACK.TENANT_ID, scope)),
                values(pack.owner(), pack.ref(), settings));
    }

    /** What an installation changes: everything but whose the pack is. For the engine. */
    public void install(Tx tx, Pack pack, PackSettings settings, PackSource source, @Nullable IdentityId by) {
        Map<Field<?>, Object> values = values(pack.owner(), pack.ref(), settings);
        values.put(PACK.SOURCE_TYPE, source.type());
        values.put(PACK.SOURCE_URL, source.url());
        values.put(PACK.CHECKSUM, source.checksum());
        values.put(PACK.INSTALLED_AT, source.installedAt());
        values.put(PACK.INSTALLATION_METHOD, source.method());
        if (by != null) {
            values.put(PACK.INSTALLED_BY, by.value());
        }
        update(tx, PACK.ID.eq(pack.id().value()), values);
    }

    /** The pack has other files. For the engine. */
    public void setChecksum(Tx tx, PackId id, String checksum) {
        var _ = update(tx, PACK.ID.eq(id.value()), Map.of(PACK.CHECKSUM, checksum));
    }

    private static boolean update(Tx tx, Condition which, Map<Field<?>, Object> values) {
        return tx.sql()
                        .update(PACK)
                        .set(values)
                        .set(PACK.UPDATED, currentOffsetDateTime().cast(SQLDataType.INSTANT))
                        .where(which)
                        .execute()
                > 0;
    }

    /**
     * Deletes a pack with its components; queues made through the API stay, without pack (runtime.md §1.4).
     *
     * @return whether the pack was there and the scope may change it
     */
    public boolean delete(Tx tx, TenantScope scope, PackId id) {
        tx.sql()
                .deleteFrom(WORK_QUEUE)
                .where(
                        WORK_QUEUE.PACK_ID.eq(id.value()),
                        WORK_QUEUE.IS_ADHOC.isFalse(),
                        Visibility.changeable(WORK_QUEUE.TENANT_ID, scope))
                .execute();
        return tx.sql()
                        .deleteFrom(PACK)
                        .where(PACK.ID.eq(id.value()), Visibility.changeable(PACK.TENANT_ID, scope))
                        .execute()
                == 1;
    }

    /** The checksum of every pack that has files, by ref. For the engine. */
    public Map<String, String> checksums(Tx tx) {
        return tx.sql()
                .select(PACK.REF, PACK.CHECKSUM)
                .from(PACK)
                .where(PACK.CHECKSUM.isNotNull())
                .fetchMap(PACK.REF, PACK.CHECKSUM);
    }

    private Map<Field<?>, Object> values(Owner owner, String ref, PackSettings settings) {
        var stored = secrets.seal(owner, ref, settings.confSchema(), settings.config());
        Map<Field<?>, Object> values = new HashMap<>();
        values.put(PACK.LABEL, settings.label());
        Columns.putNullable(values, PACK.DESCRIPTION, settings.description());
        values.put(PACK.VERSION, settings.version());
        values.put(PACK.CONF_SCHEMA, settings.confSchema());
        values.put(PACK.CONFIG, stored.config());
        Columns.putNullable(values, PACK.SEALED_CONFIG, stored.sealed());
        values.put(PACK.META, settings.meta());
        values.put(PACK.TAGS, Columns.texts(settings.tags()));
        values.put(PACK.RUNTIME_DEPS, Columns.texts(settings.runtimeDeps()));
        values.put(PACK.DEPENDENCIES, Columns.texts(settings.dependencies()));
        return values;
    }

    private Pack read(Record row) {
        var owner = Owner.ofTenantId(row.get(PACK.TENANT_ID));
        var ref = row.get(PACK.REF);
        return new Pack(
                new PackId(row.get(PACK.ID)),
                owner,
                ref,
                new PackSettings(
                        row.get(PACK.LABEL),
                        row.get(PACK.DESCRIPTION),
                        row.get(PACK.VERSION),
                        row.get(PACK.CONF_SCHEMA),
                        secrets.open(owner, ref, row.get(PACK.CONFIG), row.get(PACK.SEALED_CONFIG)),
                        row.get(PACK.META),
                        List.of(row.get(PACK.TAGS)),
                        List.of(row.get(PACK.RUNTIME_DEPS)),
                        List.of(row.get(PACK.DEPENDENCIES))),
                row.get(PACK.CHECKSUM),
                ComponentTable.idOf(row.get(PACK.INSTALLED_BY), IdentityId::new),
                row.get(PACK.CREATED),
                row.get(PACK.UPDATED));
    }
}
