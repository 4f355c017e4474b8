package io.attune.store.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.audit.ExecutionTrail;
import io.attune.store.audit.Initiator;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes new executions, however many, in one statement. */
final class ExecutionInsert {
    private static final String COLUMNS = """
            tenant_id, action_id, action_ref, rule_ref, trigger_ref, config, env_vars, parent_id, enforcement_id, executor,
            permission_set_refs, artifact_retention_policy, artifact_retention_limit, worker_selector, worker_tolerations,
            worker_affinity, has_secrets, placement_id, workflow_def_id, workflow_task, task_name, task_iteration, task_item,
            retry_count, max_retries, original_execution, retry_reason""";

    private static final String VALUES = """
            tenant, action, action_ref, rule_ref, trigger_ref, config::jsonb, env_vars::jsonb, parent, enforcement, executor,
            array(select jsonb_array_elements_text(permission_sets::jsonb)), retention, retention_limit, selector::jsonb,
            tolerations::jsonb, affinity::jsonb, has_secrets, placement, workflow, task::jsonb,
            task::jsonb ->> 'task_name', (task::jsonb ->> 'iteration')::integer, (task::jsonb ->> 'task_index')::integer,
            coalesce((task::jsonb ->> 'retry_count')::integer, retries, 0), coalesce((task::jsonb ->> 'max_retries')::integer, most),
            original, reason""";

    private static final String NEW = """
            unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
            ?::bigint[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::bigint[], ?::bigint[],
            ?::text[], ?::bigint[], ?::text[], ?::integer[], ?::integer[]) with ordinality
            as new (tenant, action, action_ref, rule_ref, trigger_ref, config, env_vars, parent, enforcement, executor,
            permission_sets, retention, retention_limit, selector, tolerations, affinity, has_secrets, placement, workflow, task, original,
            reason, retries, most, place)""";

    private static final String EVENT =
            "case when original_execution is null then 'requested' else 'retried' end as event";

    private static final String INSERT = """
            with step as (
                insert into execution (%s)
                select %s
                from %s
                order by place
                returning id, tenant_id, action_ref, enforcement_id, parent_id, executor, %s
            ),
            """.formatted(COLUMNS, VALUES, NEW, EVENT) + ExecutionTrail.RECORDED + """
            select id from step order by id
            """;

    // The worker must be the very process that registered, and not cordoned, as in a lease.
    private static final String INSERT_TAKEN = """
            with taker as (
                select id, ?::text as status, ?::boolean as started
                from worker
                where id = ? and incarnation = ? and status = 'active' and not cordoned
            ),
            created as (
                insert into execution (%s, worker_id, status, attempt, started_at)
                select %s,
                    taker.id, coalesce(taker.status, 'requested'), case when taker.id is null then 0 else 1 end,
                    case when taker.started then statement_timestamp() end
                from %s
                left join taker on true
                returning *, %s
            ),
            step as (
                select created.id, created.tenant_id, created.action_ref, created.enforcement_id, created.parent_id, created.executor,
                    coalesce(each.event, created.event) as event, each.of_worker, each.number
                from created
                join (values (1, null, false), (2, 'scheduled', true), (3, 'started', true)) as each (number, event, of_worker)
                    on each.number = 1
                    or each.number = 2 and created.worker_id is not null
                    or each.number = 3 and created.started_at is not null
            ),
            """.formatted(COLUMNS, VALUES, NEW, EVENT)
            + ExecutionTrail.RECORDED_OF_TWO
            + """
            select worker_id is not null, %s
            from created
            """.formatted(ClaimStore.COLUMNS);

    private final SecretValueStore secrets;

    ExecutionInsert(SecretValueStore secrets) {
        this.secrets = secrets;
    }

    /** @return the ids, in the order of {@code executions} */
    List<ExecutionId> insert(Tx tx, List<NewExecution> executions, List<@Nullable Long> placements, Initiator by) {
        try (var insert = tx.connection().prepareStatement(INSERT)) {
            int next = bind(tx, insert, 1, executions, placements);
            ExecutionTrail.bind(insert, next, by);
            List<ExecutionId> ids = new ArrayList<>(executions.size());
            try (var inserted = insert.executeQuery()) {
                while (inserted.next()) {
                    ids.add(new ExecutionId(inserted.getLong(1)));
                }
            }
            putSecretsAway(tx, executions, ids);
            return ids;
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot insert executions", e);
        }
    }

    /** Inserts one that has no secrets, in the hands of a worker if it still may have it. */
    NewRun insertTaken(Tx tx, NewExecution execution, long placement, Initiator by, Taker taker) {
        return HotSql.query(
                        tx,
                        INSERT_TAKEN,
                        (_, insert) -> {
                            insert.setString(1, taker.status().wire());
                            insert.setBoolean(2, taker.started());
                            insert.setLong(3, taker.worker().value());
                            insert.setString(4, taker.incarnation());
                            int next = bind(tx, insert, 5, List.of(execution), List.of(placement));
                            ExecutionTrail.bind(insert, next, by);
                            ExecutionTrail.bind(insert, next + ExecutionTrail.VALUES, taker.initiator());
                        },
                        row -> row.getBoolean(1)
                                ? new NewRun.Taken(ClaimStore.run(row, 2, taker.status()))
                                : new NewRun.Waiting(new ExecutionId(row.getLong(2))))
                .getFirst();
    }

    /** @return the number of the value after those of the rows */
    private static int bind(
            Tx tx, PreparedStatement insert, int first, List<NewExecution> executions, List<@Nullable Long> placements)
            throws SQLException {
        var rows = new Columns<>(tx, executions);
        int column = first - 1;
        insert.setArray(++column, rows.array("bigint", run -> run.tenant().value()));
        insert.setArray(++column, rows.array("bigint", run -> {
            var action = run.action();
            return action == null ? null : action.value();
        }));
        insert.setArray(++column, rows.array("text", NewExecution::actionRef));
        insert.setArray(++column, rows.array("text", run -> run.origin().ruleRef()));
        insert.setArray(++column, rows.array("text", run -> run.origin().triggerRef()));
        insert.setArray(++column, rows.array("text", ExecutionInsert::redactedConfig));
        insert.setArray(++column, rows.array("text", run -> textOrNull(run.envVars())));
        insert.setArray(++column, rows.array("bigint", run -> {
            var parent = run.origin().parent();
            return parent == null ? null : parent.value();
        }));
        insert.setArray(++column, rows.array("bigint", run -> {
            var enforcement = run.origin().enforcement();
            return enforcement == null ? null : enforcement.value();
        }));
        insert.setArray(++column, rows.array("bigint", run -> {
            var executor = run.origin().executor();
            return executor == null ? null : executor.value();
        }));
        insert.setArray(++column, rows.array("text", run -> jsonArray(run.permissionSetRefs())));
        insert.setArray(
                ++column,
                rows.array("text", run -> run.artifactRetention().policy().wire()));
        insert.setArray(
                ++column, rows.array("integer", run -> run.artifactRetention().limit()));
        insert.setArray(
                ++column, rows.array("text", run -> textOf(run.placement().selector())));
        insert.setArray(
                ++column, rows.array("text", run -> textOf(run.placement().tolerations())));
        insert.setArray(
                ++column, rows.array("text", run -> textOf(run.placement().affinity())));
        insert.setArray(++column, rows.array("boolean", run -> !run.secrets().isEmpty()));
        insert.setArray(++column, tx.connection().createArrayOf("bigint", placements.toArray()));
        insert.setArray(++column, rows.array("bigint", run -> workflow(run.start())));
        insert.setArray(++column, rows.array("text", run -> {
            var task = run.task();
            return task == null ? null : task.toString();
        }));
        insert.setArray(++column, rows.array("bigint", run -> {
            var repeats = run.repeats();
            return repeats == null ? null : repeats.original().value();
        }));
        insert.setArray(++column, rows.array("text", run -> {
            var repeats = run.repeats();
            return repeats == null ? null : repeats.reason();
        }));
        insert.setArray(++column, rows.array("integer", run -> {
            var repeats = run.repeats();
            return repeats == null ? null : repeats.retries();
        }));
        insert.setArray(++column, rows.array("integer", run -> {
            var repeats = run.repeats();
            return repeats == null ? null : repeats.most();
        }));
        return column + 1;
    }

    private static @Nullable Long workflow(NewExecution.Start start) {
        return switch (start) {
            case NewExecution.Start.Workflow workflow -> workflow.definition();
            case NewExecution.Start.Held(var then) -> workflow(then);
            case NewExecution.Start.Queue _, NewExecution.Start.Ask _, NewExecution.Start.Fail _ -> null;
        };
    }

    private void putSecretsAway(Tx tx, List<NewExecution> executions, List<ExecutionId> ids) {
        List<NewSecret> found = new ArrayList<>();
        for (int i = 0; i < executions.size(); i++) {
            var execution = executions.get(i);
            found.addAll(NewSecret.of(
                    execution.tenant(),
                    SecretHolder.EXECUTION_CONFIG,
                    ids.get(i).value(),
                    execution.secrets(),
                    execution.parameters()));
        }
        secrets.insertAll(tx, found);
    }

    /** The parameters with a marker in place of each secret; null when there are none. */
    private static @Nullable String redactedConfig(NewExecution execution) {
        if (execution.parameters().isEmpty()) {
            return null;
        }
        return SecretMarker.redacted(
                        execution.parameters(),
                        execution.secrets().stream().map(SecretPlace::at).toList())
                .toString();
    }

    private static @Nullable String textOrNull(@Nullable ObjectNode value) {
        return value == null || value.isEmpty() ? null : value.toString();
    }

    private static @Nullable String textOf(@Nullable JsonNode value) {
        return value == null ? null : value.toString();
    }

    private static String jsonArray(List<String> texts) {
        if (texts.isEmpty()) {
            return "[]";
        }
        var array = JsonNodeFactory.instance.arrayNode(texts.size());
        texts.forEach(array::add);
        return array.toString();
    }

    /** Turns rows into one array per column. */
    private record Columns<R>(Tx tx, List<R> rows) {
        java.sql.Array array(String type, Function<R, @Nullable Object> value) throws SQLException {
            var values = new @Nullable Object[rows.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value.apply(rows.get(i));
            }
            return tx.connection().createArrayOf(type, values);
        }
    }
}
