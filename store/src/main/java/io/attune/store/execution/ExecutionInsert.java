package io.attune.store.execution;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.Tx;
import io.attune.store.encryption.SecretBox;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes new executions, however many, in one statement. */
final class ExecutionInsert {
    private static final String INSERT = """
            insert into execution (tenant_id, action_id, action_ref, rule_ref, trigger_ref, config, env_vars, parent_id, enforcement_id,
                executor, permission_set_refs, artifact_retention_policy, artifact_retention_limit, worker_selector, worker_tolerations,
                worker_affinity, has_secrets, placement_id)
            select tenant, action, action_ref, rule_ref, trigger_ref, config::jsonb, env_vars::jsonb, parent, enforcement, executor,
                array(select jsonb_array_elements_text(permission_sets::jsonb)), retention, retention_limit, selector::jsonb,
                tolerations::jsonb, affinity::jsonb, has_secrets, placement
            from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::bigint[]) with ordinality
                as new (tenant, action, action_ref, rule_ref, trigger_ref, config, env_vars, parent, enforcement, executor,
                permission_sets, retention, retention_limit, selector, tolerations, affinity, has_secrets, placement, place)
            order by place
            returning id
            """;

    private static final String INSERT_SECRETS = """
            insert into execution_secret_value (execution_id, json_path, tenant_id, sealed)
            select * from unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[])
            """;

    private final SecretBox box;

    ExecutionInsert(SecretBox box) {
        this.box = box;
    }

    /** @return the ids, in the order of {@code executions} */
    List<ExecutionId> insert(Tx tx, List<NewExecution> executions, List<@Nullable Long> placements) {
        try (var insert = tx.connection().prepareStatement(INSERT)) {
            var rows = new Columns<>(tx, executions);
            int column = 0;
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
                    ++column,
                    rows.array("integer", run -> run.artifactRetention().limit()));
            insert.setArray(
                    ++column, rows.array("text", run -> textOf(run.placement().selector())));
            insert.setArray(
                    ++column, rows.array("text", run -> textOf(run.placement().tolerations())));
            insert.setArray(
                    ++column, rows.array("text", run -> textOf(run.placement().affinity())));
            insert.setArray(
                    ++column, rows.array("boolean", run -> !run.secrets().isEmpty()));
            insert.setArray(++column, tx.connection().createArrayOf("bigint", placements.toArray()));
            List<ExecutionId> ids = new ArrayList<>(executions.size());
            try (var inserted = insert.executeQuery()) {
                while (inserted.next()) {
                    ids.add(new ExecutionId(inserted.getLong(1)));
                }
            }
            insertSecrets(tx, executions, ids);
            return ids;
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot insert executions", e);
        }
    }

    private record Secret(ExecutionId execution, String path, long tenant, String sealed) {}

    private void insertSecrets(Tx tx, List<NewExecution> executions, List<ExecutionId> ids) throws SQLException {
        List<Secret> secrets = new ArrayList<>();
        for (int i = 0; i < executions.size(); i++) {
            var execution = executions.get(i);
            for (var pointer : execution.secrets()) {
                var path = pointer.toString();
                var value = execution.parameters().at(pointer);
                secrets.add(new Secret(
                        ids.get(i),
                        path,
                        execution.tenant().value(),
                        box.seal(execution.tenant(), value.toString(), Secrets.belongsTo(ids.get(i), path))));
            }
        }
        if (secrets.isEmpty()) {
            return;
        }
        try (var insert = tx.connection().prepareStatement(INSERT_SECRETS)) {
            var rows = new Columns<>(tx, secrets);
            insert.setArray(1, rows.array("bigint", secret -> secret.execution().value()));
            insert.setArray(2, rows.array("text", Secret::path));
            insert.setArray(3, rows.array("bigint", Secret::tenant));
            insert.setArray(4, rows.array("text", Secret::sealed));
            insert.executeUpdate();
        }
    }

    /** The parameters with a marker in place of each secret; null when there are none. */
    private static @Nullable String redactedConfig(NewExecution execution) {
        if (execution.parameters().isEmpty()) {
            return null;
        }
        if (execution.secrets().isEmpty()) {
            return execution.parameters().toString();
        }
        var redacted = execution.parameters().deepCopy();
        for (var pointer : execution.secrets()) {
            put(redacted, pointer, Secrets.marker());
        }
        return redacted.toString();
    }

    static void put(ObjectNode document, JsonPointer pointer, JsonNode value) {
        var parent = document.at(pointer.head());
        if (parent instanceof ObjectNode object) {
            object.set(pointer.last().getMatchingProperty(), value);
        } else if (parent instanceof ArrayNode array) {
            array.set(pointer.last().getMatchingIndex(), value);
        }
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
