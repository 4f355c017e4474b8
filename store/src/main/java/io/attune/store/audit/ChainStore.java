package io.attune.store.audit;

import static io.attune.store.HotSql.bigints;

import io.attune.engine.audit.Block;
import io.attune.engine.audit.ChainPosition;
import io.attune.engine.audit.Hash;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The chains over the audit log (docs/adr/0008): which entries are sealed, and where each chain ends. Whoever writes here holds
 * {@link #tryLock} or {@link #lock} till the end of its transaction.
 */
public final class ChainStore {
    private static final String LOCK = "hashtextextended('attune audit chain', 0)";

    private final ChainSeal seal;

    public ChainStore(ChainSeal seal) {
        this.seal = seal;
    }

    /** @return whether this transaction is now the only one of the cluster that writes chains */
    public boolean tryLock(Tx tx) {
        return HotSql.query(
                        tx, "select pg_try_advisory_xact_lock(" + LOCK + ")", (_, _) -> {}, row -> row.getBoolean(1))
                .getFirst();
    }

    public void lock(Tx tx) {
        var _ = HotSql.query(tx, "select pg_advisory_xact_lock(" + LOCK + ")", (_, _) -> {}, _ -> true);
    }

    /**
     * How far all chains together are sealed.
     *
     * @param lastId every entry up to it is sealed
     * @param entries how many have ever been sealed
     * @param entriesOfChains how many the ends of all chains speak of: fewer when one was cut or removed
     * @param intact whether its own seal holds
     */
    public record Sealing(long lastId, long entries, long entriesOfChains, boolean intact) {}

    public Sealing sealing(Tx tx) {
        // One statement: both numbers are of the same moment.
        var sql = """
                select last_id, entries, (select coalesce(sum(seq), 0)::bigint from audit_chain), seal
                from audit_sealing
                """;
        return HotSql.query(tx, sql, (_, _) -> {}, row -> {
                    long lastId = row.getLong(1);
                    long entries = row.getLong(2);
                    var stored = row.getString(4);
                    boolean intact =
                            stored == null ? lastId == 0 && entries == 0 : seal.holds(sealed(lastId, entries), stored);
                    return new Sealing(lastId, entries, row.getLong(3), intact);
                })
                .getFirst();
    }

    private static String sealed(long lastId, long entries) {
        return "all chains " + lastId + " " + entries;
    }

    public void saveSealing(Tx tx, long lastId, long entries) {
        HotSql.update(tx, "update audit_sealing set last_id = ?, entries = ?, seal = ?", (_, statement) -> {
            statement.setLong(1, lastId);
            statement.setLong(2, entries);
            statement.setString(3, seal.seal(sealed(lastId, entries)));
        });
    }

    /**
     * The end of a chain as it is stored.
     *
     * @param intact whether its seal holds
     */
    public record StoredHead(ChainHead head, boolean intact) {}

    public Map<Long, StoredHead> heads(Tx tx, Collection<Long> chains) {
        var sql = """
                select chain, blocks, seq, last_id, hash, retired_blocks, retired_seq, retired_id, retired_hash, seal
                from audit_chain
                where chain = any(?)
                """;
        Map<Long, StoredHead> heads = new HashMap<>();
        HotSql.query(
                        tx,
                        sql,
                        (connection, statement) -> statement.setArray(1, bigints(connection, chains, chain -> chain)),
                        this::head)
                .forEach(stored -> heads.put(stored.head().chain(), stored));
        return heads;
    }

    private StoredHead head(ResultSet row) throws SQLException {
        var head = new ChainHead(row.getLong(1), position(row, 2), position(row, 6));
        return new StoredHead(head, seal.holds(head.sealed(), row.getString(10)));
    }

    private static ChainPosition position(ResultSet row, int column) throws SQLException {
        return new ChainPosition(
                row.getLong(column),
                row.getLong(column + 1),
                row.getLong(column + 2),
                Hash.read(row.getBytes(column + 3)));
    }

    /**
     * A block of a chain.
     *
     * @param newest when its newest entry was made
     */
    public record SealedBlock(long chain, Block block, Instant newest) {}

    public void insertBlocks(Tx tx, List<SealedBlock> blocks) {
        var sql = """
                insert into audit_block (chain, number, first_seq, ids, digests, hash, newest)
                values (?, ?, ?, ?, ?, ?, ?)
                """;
        try (var insert = tx.connection().prepareStatement(sql)) {
            for (var made : blocks) {
                var block = made.block();
                insert.setLong(1, made.chain());
                insert.setLong(2, block.number());
                insert.setLong(3, block.firstSeq());
                insert.setArray(4, bigints(tx.connection(), block.ids(), id -> id));
                insert.setBytes(5, Hash.join(block.digests()));
                insert.setBytes(6, block.hash().bytes());
                insert.setTimestamp(7, Timestamp.from(made.newest()));
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot write audit blocks", e);
        }
    }

    public void saveHeads(Tx tx, Collection<ChainHead> heads) {
        var sql = """
                insert into audit_chain (chain, blocks, seq, last_id, hash, retired_hash, seal)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (chain) do update
                set blocks = excluded.blocks, seq = excluded.seq, last_id = excluded.last_id, hash = excluded.hash, seal = excluded.seal
                """;
        try (var save = tx.connection().prepareStatement(sql)) {
            for (var head : heads) {
                save.setLong(1, head.chain());
                save.setLong(2, head.end().block());
                save.setLong(3, head.end().seq());
                save.setLong(4, head.end().id());
                save.setBytes(5, head.end().hash().bytes());
                save.setBytes(6, Hash.NONE.bytes());
                save.setString(7, seal.seal(head.sealed()));
                save.addBatch();
            }
            save.executeBatch();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot write the ends of audit chains", e);
        }
    }

    /** Up to {@code limit} blocks of a chain after block {@code after}, ascending. */
    public List<SealedBlock> blocks(Tx tx, long chain, long after, int limit) {
        var sql = """
                select number, first_seq, ids, digests, hash, newest
                from audit_block
                where chain = ? and number > ?
                order by number
                limit ?
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, chain);
                    statement.setLong(2, after);
                    statement.setInt(3, limit);
                },
                row -> new SealedBlock(
                        chain,
                        new Block(
                                row.getLong(1),
                                row.getLong(2),
                                Arrays.asList((Long[]) row.getArray(3).getArray()),
                                Hash.split(row.getBytes(4)),
                                Hash.read(row.getBytes(5))),
                        row.getTimestamp(6).toInstant()));
    }

    /** All chains that there are. */
    public List<Long> chains(Tx tx) {
        return HotSql.query(tx, "select chain from audit_chain order by chain", (_, _) -> {}, row -> row.getLong(1));
    }

    /**
     * Takes the blocks of a chain up to {@code last} away with their entries, and lets the chain begin after them.
     *
     * @return how many entries are gone
     */
    public long retire(Tx tx, ChainHead head, Block last) {
        var shorter = head.retiredUpTo(last.end());
        return HotSql.query(
                        tx,
                        "select retire_audit_blocks(?, ?, ?)",
                        (_, statement) -> {
                            statement.setLong(1, head.chain());
                            statement.setLong(2, last.number());
                            statement.setString(3, seal.seal(shorter.sealed()));
                        },
                        row -> row.getLong(1))
                .getFirst();
    }
}
