package io.attune.store.pack;

import static org.jooq.impl.DSL.all;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import io.attune.store.Tx;
import io.attune.store.component.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The rows of one table that come from files of packs. A row of the same ref keeps its id, so that rules and history stay linked to it
 * (packs.md §12.1).
 */
final class FileRows {
    private final Table<?> table;
    private final Field<Long> id;
    private final Field<Long> tenantId;
    private final Field<Long> packId;
    private final Field<String> packRef;
    private final Field<String> ref;
    private final Field<Instant> updated;
    private final boolean protectsAdhoc;
    private final boolean refsPerTenant;

    /**
     * @param protectsAdhoc whether a row made through the API is left alone even when it belongs to the pack
     * @param refsPerTenant whether two tenants may use the same ref
     */
    FileRows(Table<?> table, boolean protectsAdhoc, boolean refsPerTenant) {
        this.table = table;
        this.id = column("id", Long.class);
        this.tenantId = column("tenant_id", Long.class);
        this.packId = column("pack_id", Long.class);
        this.packRef = column("pack_ref", String.class);
        this.ref = column("ref", String.class);
        this.updated = DSL.field(DSL.name("updated"), SQLDataType.INSTANT);
        this.protectsAdhoc = protectsAdhoc;
        this.refsPerTenant = refsPerTenant;
    }

    private <C> Field<C> column(String name, Class<C> type) {
        return Objects.requireNonNull(table.field(name, type), () -> table.getName() + " has no column " + name);
    }

    /** @return the id; nothing when the ref belongs to another pack, another tenant or a row made through the API */
    Optional<Long> put(Tx tx, PackHome home, String componentRef, Map<Field<?>, Object> values) {
        Map<Field<?>, Object> row = new HashMap<>(values);
        Columns.putNullable(row, tenantId, home.owner().tenantId());
        row.put(packId, home.id().value());
        row.put(packRef, home.ref());
        row.put(ref, componentRef);
        List<Field<?>> unique = refsPerTenant ? List.of(tenantId, ref) : List.of(ref);
        return tx.sql()
                .insertInto(table)
                .set(row)
                .onConflict(unique)
                .doUpdate()
                .set(values)
                .set(updated, currentOffsetDateTime().cast(SQLDataType.INSTANT))
                .where(ofFiles(home))
                .returningResult(id)
                .fetchOptional(id);
    }

    /** Makes a row of the pack that was made through the API one of its files. */
    void adopt(Tx tx, PackHome home, String componentRef) {
        tx.sql()
                .update(table)
                .set(column("is_adhoc", Boolean.class), false)
                .where(ofPack(home), ref.eq(componentRef))
                .execute();
    }

    /** Removes what the files no longer define. */
    void keepOnly(Tx tx, PackHome home, Collection<String> refs) {
        tx.sql()
                .deleteFrom(table)
                .where(ofFiles(home), ref.ne(all(refs.toArray(String[]::new))))
                .execute();
    }

    private Condition ofFiles(PackHome home) {
        return protectsAdhoc
                ? ofPack(home).and(column("is_adhoc", Boolean.class).isFalse())
                : ofPack(home);
    }

    private Condition ofPack(PackHome home) {
        return packId.eq(home.id().value())
                .and(tenantId.isNotDistinctFrom(DSL.val(home.owner().tenantId(), SQLDataType.BIGINT)));
    }
}
