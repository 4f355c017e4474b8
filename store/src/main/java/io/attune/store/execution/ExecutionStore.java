package io.attune.store.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.Tx;
import io.attune.store.encryption.SecretBox;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The rows of executions: inserted in batches, moved by compare-and-set only. */
@Singleton
public final class ExecutionStore {
    private final ExecutionInsert insert;

    public ExecutionStore(SecretBox box) {
        this.insert = new ExecutionInsert(box);
    }

    /** Inserts in status {@code requested}. Announces nothing and queues nothing. @return the ids in the same order */
    public List<ExecutionId> insert(Tx tx, List<NewExecution> executions) {
        return executions.isEmpty() ? List.of() : insert.insert(tx, executions);
    }

    /** Ends executions that never left {@code requested}; others stay as they are. */
    public void failRequested(Tx tx, Map<ExecutionId, ObjectNode> results) {
        if (results.isEmpty()) {
            return;
        }
        var sql = """
                update execution
                set status = 'failed', result = ended.result::jsonb, ended_at = now(), updated = now()
                from unnest(?::bigint[], ?::text[]) as ended (id, result)
                where execution.id = ended.id and status = 'requested'
                """;
        try (var update = tx.connection().prepareStatement(sql)) {
            List<ExecutionId> ids = List.copyOf(results.keySet());
            update.setArray(1, bigints(tx, ids.stream().map(ExecutionId::value).toList()));
            update.setArray(
                    2,
                    tx.connection()
                            .createArrayOf(
                                    "text",
                                    ids.stream()
                                            .map(id -> results.getOrDefault(id, emptyObject())
                                                    .toString())
                                            .toArray()));
            update.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot fail executions", e);
        }
    }

    private static ObjectNode emptyObject() {
        return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    }

    static java.sql.Array bigints(Tx tx, Collection<Long> values) throws SQLException {
        return tx.connection().createArrayOf("bigint", values.toArray());
    }
}
