package io.attune.store.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.engine.placement.Demands;
import io.attune.model.id.ExecutionId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
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
        var digest = demands.digest();
        for (int attempt = 0; attempt < 2; attempt++) {
            var ids = HotSql.query(
                    tx,
                    sql,
                    (_, statement) -> {
                        statement.setString(1, demands.document().toString());
                        statement.setString(2, digest);
                        statement.setString(3, digest);
                    },
                    row -> row.getLong(1));
            if (!ids.isEmpty()) {
                long id = ids.getFirst();
                tx.afterCommit(() -> known.put(demands, id));
                return id;
            }
            // A concurrent transaction inserted it after our snapshot and committed: the second look sees it.
        }
        throw new IllegalStateException("placement " + digest + " neither inserted nor found");
    }

    /** What an execution that waits in the queue asks of a worker. */
    public Optional<Demands> findQueued(Tx tx, ExecutionId execution) {
        var sql = """
                select placement.requirements
                from run_queue
                join placement on placement.id = run_queue.placement_id
                where run_queue.execution_id = ?
                """;
        return HotSql.query(
                        tx,
                        sql,
                        (_, statement) -> statement.setLong(1, execution.value()),
                        row -> demands(row.getString(1)))
                .stream()
                .findFirst();
    }

    /** All sets of demands, by number. */
    public Map<Long, Demands> list(Tx tx) {
        record Row(long id, Demands demands) {}
        var rows = HotSql.query(
                tx,
                "select id, requirements from placement order by id",
                (_, _) -> {},
                row -> new Row(row.getLong(1), demands(row.getString(2))));
        Map<Long, Demands> found = new TreeMap<>();
        rows.forEach(row -> found.put(row.id(), row.demands()));
        return found;
    }

    private static Demands demands(String json) {
        try {
            return Demands.of(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned jsonb that is not JSON", e);
        }
    }
}
