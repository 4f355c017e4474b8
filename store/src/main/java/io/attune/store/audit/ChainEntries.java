package io.attune.store.audit;

import io.attune.engine.audit.Entry;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit log as its chains read it: entries in one canonical spelling, in the order of their ids (docs/adr/0008). */
public final class ChainEntries {
    /**
     * All fields of an entry in one spelling; the chains depend on every letter of it. A column that is added later is added at the end,
     * for entries that have it only, or older entries would not be what was sealed.
     */
    private static final String CANONICAL = """
            json_build_array(id, tenant_id, (extract(epoch from created) * 1000000)::bigint, category, event_type, outcome,
                actor_identity, actor_login, actor_token_type, actor_ip, actor_user_agent, request_id, resource_type, resource_id,
                resource_ref, http_method, http_path, http_status, duration_ms, details, correlation_chain)::text
            """;

    /**
     * A line through the log: once {@link #hasSettled}, no entry with a lower or the same id can appear any more.
     *
     * @param id the highest that was given out
     * @param transaction everybody who had taken an id by then has a lower transaction id
     */
    public record Watermark(long id, long transaction) {}

    /** The highest id given out so far; 0 for none. */
    public long highestId(Tx tx) {
        return HotSql.query(
                        tx,
                        "select case when is_called then last_value else 0 end from audit_event_id",
                        (_, _) -> {},
                        row -> row.getLong(1))
                .getFirst();
    }

    /** Draws the line now. In this order: whoever takes an id has its transaction id before. */
    public Watermark watermark(Tx tx) {
        long id = highestId(tx);
        long own = HotSql.query(tx, "select pg_current_xact_id()::text::bigint", (_, _) -> {}, row -> row.getLong(1))
                .getFirst();
        return new Watermark(id, own);
    }

    /** Whether all transactions that were open when the line was drawn have ended. */
    public boolean hasSettled(Tx tx, Watermark watermark) {
        return HotSql.query(
                                tx,
                                "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
                                (_, _) -> {},
                                row -> row.getLong(1))
                        .getFirst()
                >= watermark.transaction();
    }

    /** An entry that is to be sealed. */
    public record Unsealed(long chain, Instant created, Entry entry) {}

    /** Up to {@code limit} entries with ids after {@code after} up to {@code upTo}, ascending. */
    public List<Unsealed> unsealed(Tx tx, long after, long upTo, int limit) {
        var sql = "select coalesce(tenant_id, 0), created, id, " + CANONICAL + """
                from audit_event
                where id > ? and id <= ?
                order by id
                limit ?
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, after);
                    statement.setLong(2, upTo);
                    statement.setInt(3, limit);
                },
                row -> new Unsealed(
                        row.getLong(1), row.getTimestamp(2).toInstant(), new Entry(row.getLong(3), row.getString(4))));
    }

    /** The entries of a chain with ids after {@code after} up to {@code upTo}, ascending. */
    public List<Entry> entries(Tx tx, long chain, long after, long upTo) {
        var sql = "select id, " + CANONICAL + "from audit_event where " + of(chain)
                + " and id > ? and id <= ? order by id";
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, after);
                    statement.setLong(2, upTo);
                },
                row -> new Entry(row.getLong(1), row.getString(2)));
    }

    /** How many entries of a chain have ids after {@code after}. */
    public long countAfter(Tx tx, long chain, long after) {
        var sql = "select count(*) from audit_event where " + of(chain) + " and id > ?";
        return HotSql.query(tx, sql, (_, statement) -> statement.setLong(1, after), row -> row.getLong(1))
                .getFirst();
    }

    /** The first entry of a chain with an id after {@code after} up to {@code upTo}. */
    public Optional<Long> firstBetween(Tx tx, long chain, long after, long upTo) {
        var sql = "select id from audit_event where " + of(chain) + " and id > ? and id <= ? order by id limit 1";
        return HotSql.query(
                        tx,
                        sql,
                        (_, statement) -> {
                            statement.setLong(1, after);
                            statement.setLong(2, upTo);
                        },
                        row -> row.getLong(1))
                .stream()
                .findFirst();
    }

    private static String of(long chain) {
        return chain == ChainHead.OF_NO_TENANT ? "tenant_id is null" : "tenant_id = " + chain;
    }
}
