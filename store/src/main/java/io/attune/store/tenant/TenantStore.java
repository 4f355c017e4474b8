package io.attune.store.tenant;

import static io.attune.store.schema.Tables.TENANT;

import io.attune.model.id.TenantId;
import io.attune.model.tenant.Tenant;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Tenants (design.md D16). Under row-level security only the own one is seen, by operators all. */
@Singleton
public final class TenantStore {
    /** The tenant of the platform itself; the first row. */
    public static final TenantId SYSTEM = new TenantId(1);

    /** @return its id; empty when the ref is taken */
    public Optional<TenantId> insert(Tx tx, String ref, String label) {
        return tx.sql()
                .insertInto(TENANT)
                .columns(TENANT.REF, TENANT.LABEL)
                .values(ref, label)
                .onConflictDoNothing()
                .returning(TENANT.ID)
                .fetchOptional(TENANT.ID)
                .map(TenantId::new);
    }

    public Optional<Tenant> find(Tx tx, String ref) {
        return tx.sql().selectFrom(TENANT).where(TENANT.REF.eq(ref)).fetchOptional(TenantStore::tenant);
    }

    /** Any tenant for operators, for others their own. */
    public Optional<Tenant> find(Tx tx, TenantScope scope, String ref) {
        return tx.sql()
                .selectFrom(TENANT)
                .where(TENANT.REF.eq(ref), scope.operator() ? DSL.noCondition() : Visibility.own(TENANT.ID, scope))
                .fetchOptional(TenantStore::tenant);
    }

    /** By ref. */
    public List<Tenant> list(Tx tx, long offset, int limit) {
        return tx.sql()
                .selectFrom(TENANT)
                .orderBy(TENANT.REF)
                .offset(offset)
                .limit(limit)
                .fetch(TenantStore::tenant);
    }

    public long count(Tx tx) {
        return tx.sql().fetchCount(TENANT);
    }

    public void rename(Tx tx, TenantId id, String label) {
        var _ = tx.sql()
                .update(TENANT)
                .set(TENANT.LABEL, label)
                .set(TENANT.UPDATED, DSL.currentInstant())
                .where(TENANT.ID.eq(id.value()))
                .execute();
    }

    /** @return whether it was otherwise before */
    public boolean setFrozen(Tx tx, TenantId id, boolean frozen) {
        return tx.sql()
                        .update(TENANT)
                        .set(TENANT.FROZEN, frozen)
                        .set(TENANT.UPDATED, DSL.currentInstant())
                        .where(TENANT.ID.eq(id.value()))
                        .and(TENANT.FROZEN.ne(frozen))
                        .execute()
                > 0;
    }

    private static Tenant tenant(Record row) {
        return new Tenant(
                new TenantId(row.get(TENANT.ID)),
                Objects.requireNonNull(row.get(TENANT.REF)),
                Objects.requireNonNull(row.get(TENANT.LABEL)),
                row.get(TENANT.FROZEN),
                row.get(TENANT.CREATED),
                row.get(TENANT.UPDATED));
    }
}
