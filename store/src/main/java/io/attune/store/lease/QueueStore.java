package io.attune.store.lease;

import io.attune.model.id.ExecutionId;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** Rows of {@code run_queue}: one for each execution in {@code requested} that waits for a worker. */
@Singleton
public final class QueueStore {
    /** @param placement a number of {@link PlacementStore} */
    public record Entry(ExecutionId execution, long placement) {}

    /** Puts executions into the queue, ready at once. */
    public void add(Tx tx, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var sql = """
                insert into run_queue (execution_id, placement_id)
                select * from unnest(?::bigint[], ?::bigint[])
                on conflict (execution_id) do nothing
                """;
        try (var insert = tx.connection().prepareStatement(sql)) {
            insert.setArray(
                    1,
                    tx.connection()
                            .createArrayOf(
                                    "bigint",
                                    entries.stream()
                                            .map(entry -> entry.execution().value())
                                            .toArray()));
            insert.setArray(
                    2,
                    tx.connection()
                            .createArrayOf(
                                    "bigint",
                                    entries.stream().map(Entry::placement).toArray()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("cannot queue executions", e);
        }
    }
}
