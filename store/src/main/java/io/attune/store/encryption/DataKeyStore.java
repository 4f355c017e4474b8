package io.attune.store.encryption;

import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rows of {@code data_key} and the one of {@code encryption_state}. Whoever writes data keys holds the state first. */
final class DataKeyStore {
    /** What the database says about its encryption. */
    record State(String masterId, long version) {}

    /** A data key as it is stored. */
    record Row(long id, Owner owner, String masterId, String wrapped, boolean current) {}

    /** A data key wrapped anew. */
    record Rewrapped(long id, String wrapped) {}

    /** The first start writes it; of two at once, one does. */
    void begin(Tx tx, String masterId) {
        tx.sql().execute("insert into encryption_state (master_id) values (?) on conflict do nothing", masterId);
    }

    State lock(Tx tx) {
        return state(tx.sql().fetchSingle("select master_id, version from encryption_state for update"));
    }

    State read(Tx tx) {
        return state(tx.sql().fetchSingle("select master_id, version from encryption_state"));
    }

    private static State state(Record row) {
        return new State(row.get("master_id", String.class), row.get("version", Long.class));
    }

    /** Call it with every change of data keys. */
    void changed(Tx tx, String masterId) {
        tx.sql().execute("update encryption_state set master_id = ?, version = version + 1", masterId);
    }

    List<Row> list(Tx tx) {
        return tx.sql()
                .fetch("select id, tenant_id, master_id, wrapped, retired_at from data_key order by id")
                .map(DataKeyStore::row);
    }

    Optional<Row> find(Tx tx, long id) {
        return tx.sql()
                .fetchOptional("select id, tenant_id, master_id, wrapped, retired_at from data_key where id = ?", id)
                .map(DataKeyStore::row);
    }

    Optional<Row> findCurrent(Tx tx, Owner owner) {
        return tx.sql().fetchOptional("""
                        select id, tenant_id, master_id, wrapped, retired_at
                        from data_key
                        where tenant_id is not distinct from ?::bigint
                          and retired_at is null
                        """, owner.tenantId()).map(DataKeyStore::row);
    }

    private static Row row(Record row) {
        return new Row(
                row.get("id", Long.class),
                Owner.ofTenantId(row.<@Nullable Long>get("tenant_id", Long.class)),
                row.get("master_id", String.class),
                row.get("wrapped", String.class),
                row.<@Nullable OffsetDateTime>get("retired_at", OffsetDateTime.class) == null);
    }

    /** Adds the current key of an owner that has none. */
    long insert(Tx tx, Owner owner, String masterId, String wrapped) {
        return tx.sql()
                .fetchSingle(
                        "insert into data_key (tenant_id, master_id, wrapped) values (?::bigint, ?, ?) returning id",
                        owner.tenantId(),
                        masterId,
                        wrapped)
                .get("id", Long.class);
    }

    void retireAll(Tx tx) {
        tx.sql().execute("update data_key set retired_at = now() where retired_at is null");
    }

    void rewrap(Tx tx, String masterId, List<Rewrapped> keys) {
        var _ = HotSql.update(tx, """
                update data_key
                set master_id = ?,
                    wrapped = fresh.wrapped
                from unnest(?::bigint[], ?::text[]) as fresh (id, wrapped)
                where data_key.id = fresh.id
                """, (connection, statement) -> {
            statement.setString(1, masterId);
            statement.setArray(2, HotSql.bigints(connection, keys, Rewrapped::id));
            statement.setArray(3, HotSql.texts(connection, keys, Rewrapped::wrapped));
        });
    }
}
