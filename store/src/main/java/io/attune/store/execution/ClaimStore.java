package io.attune.store.execution;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.audit.ExecutionTrail;
import io.attune.store.json.JsonNodeBinding;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives runs to workers: queue rows are deleted and their executions assigned in one statement, so that each run has exactly one taker.
 */
@Singleton
public final class ClaimStore {
    /** Of the table {@code execution}, as {@link #run} takes them. */
    static final String COLUMNS = """
            id, attempt, tenant_id, action_ref, rule_ref, trigger_ref, config, env_vars, executor, permission_set_refs,
            (workflow_task ->> 'timeout_seconds')::bigint, has_secrets""";

    private static final int COUNT = 12;

    // skip locked: a row that another taker is claiming is not worth waiting for, and a cancel that holds the execution
    // takes the
    // queue row only when nobody else does. The worker must be the very process that registered, and not cordoned.
    private static final String CLAIM = """
            with wanted as (
                select execution_id
                from (
                    select candidate.execution_id, candidate.priority,
                        sum(candidate.bytes) over (order by candidate.priority desc, candidate.execution_id) - candidate.bytes as before
                    from unnest(?::bigint[]) as placement (id)
                    cross join lateral (
                        select execution_id, priority, bytes
                        from run_queue
                        where placement_id = placement.id
                          and ready_at <= now()
                        order by priority desc, execution_id
                        limit ?
                        for update skip locked
                    ) as candidate
                ) as offered
                where before < ?
                  and exists (select from worker where id = ? and incarnation = ? and status = 'active' and not cordoned)
                order by priority desc, execution_id
                limit ?
            ),
            claimed as (
                delete from run_queue
                where execution_id in (select execution_id from wanted)
                returning execution_id
            ),
            taken as (
                update execution
                set status = ?,
                    worker_id = ?,
                    attempt = attempt + 1,
                    started_at = case when ? then statement_timestamp() end,
                    waiting_for = null,
                    updated = statement_timestamp()
                from claimed
                where execution.id = claimed.execution_id
                  and execution.status = 'requested'
                returning id, attempt, tenant_id, action_ref, rule_ref, trigger_ref, config, has_secrets, env_vars, executor,
                    permission_set_refs, enforcement_id, parent_id, workflow_task
            ),
            step as (
                select id, tenant_id, action_ref, enforcement_id, parent_id, executor, event
                from taken
                cross join unnest(?::text[]) as event
            ),
            """ + ExecutionTrail.RECORDED + "select " + COLUMNS + " from taken";

    /** Beyond so many bytes of parameters no further run is taken: all of a lease are in memory together. */
    public static final long AT_ONCE = 16L << 20;

    private static final List<String> TAKEN = List.of("scheduled");
    private static final List<String> TAKEN_AND_STARTED = List.of("scheduled", "started");

    private final SecretValueStore secretValues;

    public ClaimStore(SecretValueStore secretValues) {
        this.secretValues = secretValues;
    }

    /** Takes up to {@code limit} runs of the given placements, the most urgent and oldest first; fewer when they have much to carry. */
    public List<ClaimedRun> claim(Tx tx, Taker taker, Collection<Long> placements, int limit) {
        if (placements.isEmpty() || limit <= 0) {
            return List.of();
        }
        var rows = HotSql.query(
                tx,
                CLAIM,
                (connection, statement) -> {
                    statement.setArray(1, bigints(connection, placements, id -> id));
                    statement.setInt(2, limit);
                    statement.setLong(3, AT_ONCE);
                    statement.setLong(4, taker.worker().value());
                    statement.setString(5, taker.incarnation());
                    statement.setInt(6, limit);
                    statement.setString(7, taker.status().wire());
                    statement.setLong(8, taker.worker().value());
                    statement.setBoolean(9, taker.started());
                    statement.setArray(
                            10, texts(connection, taker.started() ? TAKEN_AND_STARTED : TAKEN, event -> event));
                    ExecutionTrail.bind(statement, 11, taker.initiator());
                },
                row -> new Row(run(row, 1, taker.status()), row.getBoolean(COUNT)));
        return withSecrets(tx, rows);
    }

    private record Row(ClaimedRun run, boolean hasSecrets) {}

    /** Without its secrets. */
    static ClaimedRun run(ResultSet row, int first, ExecutionStatus status) throws SQLException {
        var config = row.getString(first + 6);
        var env = row.getString(first + 7);
        var sets = (String[]) row.getArray(first + 9).getArray();
        Long timeout = row.getObject(first + 10, Long.class);
        return new ClaimedRun(
                new ExecutionId(row.getLong(first)),
                status,
                row.getInt(first + 1),
                new TenantId(row.getLong(first + 2)),
                row.getString(first + 3),
                row.getString(first + 4),
                row.getString(first + 5),
                config == null ? JsonNodeFactory.instance.objectNode() : object(config),
                List.of(),
                env == null ? null : object(env),
                row.getObject(first + 8, Long.class),
                Arrays.asList(sets),
                timeout == null ? null : Duration.ofSeconds(timeout));
    }

    private List<ClaimedRun> withSecrets(Tx tx, List<Row> rows) {
        var owners = rows.stream()
                .filter(Row::hasSecrets)
                .map(row -> row.run().execution().value())
                .toList();
        if (owners.isEmpty()) {
            return rows.stream().map(Row::run).toList();
        }
        Map<Long, List<SealedSecret>> secrets = secretValues.list(tx, SecretHolder.EXECUTION_CONFIG, owners).stream()
                .collect(Collectors.groupingBy(SealedSecret::entity));
        return rows.stream()
                .map(Row::run)
                .map(run -> run.with(secrets.getOrDefault(run.execution().value(), List.of())))
                .toList();
    }

    private static ObjectNode object(String json) {
        return JsonNodeBinding.tree(json) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }
}
