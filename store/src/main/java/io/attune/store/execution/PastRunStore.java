package io.attune.store.execution;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.component.ComponentTable.idOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.ChildKey;
import io.attune.model.WireEnum;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.id.EnforcementId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.execution.NewExecution.Origin;
import io.attune.store.execution.NewExecution.PlacementOverride;
import io.attune.store.execution.NewExecution.Retention;
import io.attune.store.json.JsonNodeBinding;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Executions as they were created, with their secrets, for those that are created again: retries and reruns. */
@Singleton
public final class PastRunStore {
    private static final String RUN = """
            select id, tenant_id, coalesce(original_execution, id), retry_count, action_ref, enforcement_id, rule_ref, trigger_ref, parent_id,
                executor, status, config, env_vars, permission_set_refs, artifact_retention_policy, artifact_retention_limit,
                worker_selector, worker_tolerations, worker_affinity, workflow_task
            from execution
            """;

    /** In the form in which {@code execution_of_task} has them. */
    public static final String CHILD = RUN + """
            where parent_id = ?
              and task_name = ?
              and task_iteration = ?
              and coalesce(task_item, -1) = coalesce(?::integer, -1)
              and retry_count = ?
            """;

    private final SecretValueStore secretValues;

    public PastRunStore(SecretValueStore secretValues) {
        this.secretValues = secretValues;
    }

    public Optional<PastRun> find(Tx tx, ExecutionId run) {
        return list(tx, List.of(run)).stream().findFirst();
    }

    /** Those that exist, by id. */
    public List<PastRun> list(Tx tx, Collection<ExecutionId> runs) {
        return withSecrets(
                tx,
                HotSql.query(
                        tx,
                        RUN + "where id = any (?) order by id",
                        (connection, statement) -> statement.setArray(1, bigints(connection, runs, ExecutionId::value)),
                        PastRunStore::read));
    }

    public Optional<PastRun> findChild(Tx tx, ExecutionId workflow, ChildKey key) {
        return withSecrets(
                        tx,
                        HotSql.query(
                                tx,
                                CHILD,
                                (_, statement) -> {
                                    statement.setLong(1, workflow.value());
                                    statement.setString(2, key.task());
                                    statement.setInt(3, key.iteration());
                                    statement.setObject(4, key.item());
                                    statement.setInt(5, key.attempt());
                                },
                                PastRunStore::read))
                .stream()
                .findFirst();
    }

    private static PastRun read(ResultSet row) throws SQLException {
        var sets = (String[]) row.getArray(14).getArray();
        return new PastRun(
                new ExecutionId(row.getLong(1)),
                new TenantId(row.getLong(2)),
                new ExecutionId(row.getLong(3)),
                row.getInt(4),
                row.getString(5),
                new Origin(
                        idOf(row.getObject(6, Long.class), EnforcementId::new),
                        row.getString(7),
                        row.getString(8),
                        idOf(row.getObject(9, Long.class), ExecutionId::new),
                        idOf(row.getObject(10, Long.class), IdentityId::new)),
                ExecutionStore.status(row.getString(11)),
                tree(row.getString(12)) instanceof ObjectNode parameters
                        ? parameters
                        : JsonNodeFactory.instance.objectNode(),
                List.of(),
                tree(row.getString(13)) instanceof ObjectNode variables ? variables : null,
                Arrays.asList(sets),
                new Retention(
                        WireEnum.find(RetentionPolicy.class, row.getString(15)).orElse(Retention.DEFAULT.policy()),
                        row.getInt(16)),
                new PlacementOverride(tree(row.getString(17)), tree(row.getString(18)), tree(row.getString(19))),
                tree(row.getString(20)) instanceof ObjectNode task ? task : JsonNodeFactory.instance.objectNode());
    }

    private static @Nullable JsonNode tree(@Nullable String json) {
        return json == null ? null : JsonNodeBinding.tree(json);
    }

    private List<PastRun> withSecrets(Tx tx, List<PastRun> runs) {
        List<Long> hiding = runs.stream()
                .filter(run -> SecretMarker.isIn(run.parameters()))
                .map(run -> run.execution().value())
                .toList();
        if (hiding.isEmpty()) {
            return runs;
        }
        Map<Long, List<SealedSecret>> sealed = secretValues.list(tx, SecretHolder.EXECUTION_CONFIG, hiding).stream()
                .collect(Collectors.groupingBy(SealedSecret::entity));
        return runs.stream()
                .map(run -> with(run, sealed.getOrDefault(run.execution().value(), List.of())))
                .toList();
    }

    private PastRun with(PastRun run, List<SealedSecret> sealed) {
        // Parameters stay an object: the whole of them is never a secret.
        secretValues.restored(run.parameters(), sealed);
        List<SecretPlace> places = sealed.stream().map(SealedSecret::place).toList();
        return new PastRun(
                run.execution(),
                run.tenant(),
                run.original(),
                run.retries(),
                run.actionRef(),
                run.origin(),
                run.status(),
                run.parameters(),
                places,
                run.envVars(),
                run.permissionSetRefs(),
                run.artifactRetention(),
                run.placement(),
                run.task());
    }
}
