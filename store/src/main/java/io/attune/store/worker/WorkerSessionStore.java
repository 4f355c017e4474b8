package io.attune.store.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.model.id.WorkerId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registrations of workers: one row per name, which names the process that holds it now (FIX-19). */
@Singleton
public final class WorkerSessionStore {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String COLUMNS = "id, name, incarnation, status, cordoned, capabilities";

    /**
     * A row as it stands.
     *
     * @param incarnation of the process that registered last
     */
    public record RegisteredWorker(
            WorkerId id, String name, String incarnation, boolean active, boolean cordoned, JsonNode capabilities) {
        public boolean available() {
            return active && !cordoned;
        }
    }

    /** What a worker says of itself. */
    public record Registration(
            String name, String type, @Nullable String host, String incarnation, int slots, JsonNode capabilities) {}

    /** Makes or takes over the row of the name. A cordon stays: it is the operator's will. */
    public RegisteredWorker register(Tx tx, Registration registration) {
        var sql = """
                insert into worker (name, worker_type, host, incarnation, slots, capabilities, status, last_heartbeat)
                values (?, ?, ?, ?, ?, ?::jsonb, 'active', now())
                on conflict (name) do update
                set worker_type = excluded.worker_type,
                    host = excluded.host,
                    incarnation = excluded.incarnation,
                    slots = excluded.slots,
                    capabilities = excluded.capabilities,
                    status = 'active',
                    last_heartbeat = now(),
                    updated = now()
                returning\s""" + COLUMNS;
        return HotSql.query(
                        tx,
                        sql,
                        (_, statement) -> {
                            statement.setString(1, registration.name());
                            statement.setString(2, registration.type());
                            statement.setString(3, registration.host());
                            statement.setString(4, registration.incarnation());
                            statement.setInt(5, registration.slots());
                            statement.setString(6, registration.capabilities().toString());
                        },
                        WorkerSessionStore::worker)
                .getFirst();
    }

    /** Whether the name is that of a worker inside a server. */
    public boolean isLocal(Tx tx, String name) {
        return !HotSql.query(
                        tx,
                        "select id from worker where name = ? and worker_type = 'local'",
                        (_, statement) -> statement.setString(1, name),
                        row -> row.getLong(1))
                .isEmpty();
    }

    /** Notes that the worker lives. @return whether that process still holds the registration */
    public boolean heartbeat(Tx tx, WorkerId worker, String incarnation, int running, int queueDepth) {
        var sql = """
                update worker
                set last_heartbeat = now(),
                    status = 'active',
                    capabilities = jsonb_set(capabilities, '{health}',
                        jsonb_build_object('status', 'healthy', 'running', ?::integer, 'queue_depth', ?::integer))
                where id = ?
                  and incarnation = ?
                """;
        return HotSql.update(tx, sql, (_, statement) -> {
                    statement.setInt(1, running);
                    statement.setInt(2, queueDepth);
                    statement.setLong(3, worker.value());
                    statement.setString(4, incarnation);
                })
                == 1;
    }

    /** Sets a worker inactive that says goodbye. @return whether that process held the registration */
    public boolean leave(Tx tx, WorkerId worker, String incarnation) {
        var sql = "update worker set status = 'inactive', updated = now() where id = ? and incarnation = ?";
        return HotSql.update(tx, sql, (_, statement) -> {
                    statement.setLong(1, worker.value());
                    statement.setString(2, incarnation);
                })
                == 1;
    }

    /**
     * Ends the session of a worker that is not let in any more: what its process still asks for finds it gone.
     *
     * @return the worker, if it has registered
     */
    public Optional<WorkerId> expel(Tx tx, String name) {
        var sql = """
                update worker
                set status = 'inactive', incarnation = gen_random_uuid()::text, updated = now()
                where name = ?
                returning id
                """;
        return HotSql.query(
                        tx, sql, (_, statement) -> statement.setString(1, name), row -> new WorkerId(row.getLong(1)))
                .stream()
                .findFirst();
    }

    /** Sets workers inactive that were silent for longer than {@code silence}. @return them */
    public List<RegisteredWorker> expire(Tx tx, Duration silence) {
        var sql = """
                update worker
                set status = 'inactive', updated = now()
                where status = 'active'
                  and (last_heartbeat is null or last_heartbeat < now() - ? * interval '1 millisecond')
                returning\s""" + COLUMNS;
        return HotSql.query(
                tx, sql, (_, statement) -> statement.setLong(1, silence.toMillis()), WorkerSessionStore::worker);
    }

    /** Workers that take no part any more and still have executions in hand. */
    public List<WorkerId> listInactiveWithRuns(Tx tx) {
        var sql = """
                select distinct execution.worker_id
                from execution
                left join worker on worker.id = execution.worker_id
                where execution.ended_at is null
                  and execution.worker_id is not null
                  and (worker.id is null or worker.status <> 'active')
                order by execution.worker_id
                """;
        return HotSql.query(tx, sql, (_, _) -> {}, row -> new WorkerId(row.getLong(1)));
    }

    /** All workers that run actions, by id. */
    public List<RegisteredWorker> list(Tx tx) {
        var sql = "select " + COLUMNS + " from worker where worker_role = 'action' order by id";
        return HotSql.query(tx, sql, (_, _) -> {}, WorkerSessionStore::worker);
    }

    public Optional<RegisteredWorker> find(Tx tx, WorkerId worker) {
        var sql = "select " + COLUMNS + " from worker where id = ?";
        return HotSql.query(tx, sql, (_, statement) -> statement.setLong(1, worker.value()), WorkerSessionStore::worker)
                .stream()
                .findFirst();
    }

    private static RegisteredWorker worker(ResultSet row) throws SQLException {
        try {
            return new RegisteredWorker(
                    new WorkerId(row.getLong(1)),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4).equals("active"),
                    row.getBoolean(5),
                    MAPPER.readTree(row.getString(6)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned jsonb that is not JSON", e);
        }
    }
}
