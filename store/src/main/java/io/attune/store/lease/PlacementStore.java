package io.attune.store.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.placement.Demands;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The distinct sets of demands, each with a number. Rows never change, so that numbers are remembered. Thread-safe. */
@Singleton
public final class PlacementStore {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<Demands, Long> known = new ConcurrentHashMap<>();

    /** The number of the demands, made on first use. */
    public long idOf(Tx tx, Demands demands) {
        Long id = known.get(demands);
        return id != null ? id : findOrInsert(tx, demands);
    }

    private long findOrInsert(Tx tx, Demands demands) {
        // The empty update would lock; a conflict is rare and answered by the second branch.
        var sql = """
                with inserted as (
                    insert into placement (requirements, digest)
                    values (?::jsonb, ?)
                    on conflict (digest) do nothing
                    returning id
                )
                select id from inserted
                union all
                select id from placement where digest = ?
                limit 1
                """;
        try (var statement = tx.connection().prepareStatement(sql)) {
            var digest = demands.digest();
            for (int attempt = 0; attempt < 2; attempt++) {
                statement.setString(1, demands.document().toString());
                statement.setString(2, digest);
                statement.setString(3, digest);
                try (var row = statement.executeQuery()) {
                    if (row.next()) {
                        long id = row.getLong(1);
                        tx.afterCommit(() -> known.put(demands, id));
                        return id;
                    }
                }
                // A concurrent transaction inserted it after our snapshot and committed: the second look sees it.
            }
            throw new IllegalStateException("placement " + digest + " neither inserted nor found");
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot store a placement", e);
        }
    }

    /** All sets of demands with a number above {@code after}, by number. */
    public Map<Long, Demands> listAfter(Tx tx, long after) {
        var sql = "select id, requirements from placement where id > ? order by id";
        try (var statement = tx.connection().prepareStatement(sql)) {
            statement.setLong(1, after);
            Map<Long, Demands> found = new TreeMap<>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getLong(1), new Demands((ObjectNode) MAPPER.readTree(rows.getString(2))));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot read placements", e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned jsonb that is not JSON", e);
        }
    }
}
