package io.attune.store.ageing;

import io.attune.store.HotSql;
import io.attune.store.Tx;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Moves the times of rows into the past (api.md §7). */
public final class AgeingStore {
    /**
     * @param ids of the rows; null for all
     * @return how many rows are older now
     */
    public int age(Tx tx, Ageable what, @Nullable Collection<Long> ids, Duration by) {
        String times = what.times().stream()
                .map(time -> time + " = " + time + " - ? * interval '1 second'")
                .collect(Collectors.joining(", "));
        String rows = Stream.of(what.condition(), ids == null ? "" : "id = any (?)")
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" and "));
        String sql = "update " + what.table() + " set " + times + (rows.isEmpty() ? "" : " where " + rows);
        return HotSql.update(tx, sql, (connection, statement) -> {
            int position = 1;
            for (var _ : what.times()) {
                statement.setLong(position++, by.toSeconds());
            }
            if (ids != null) {
                statement.setArray(position, HotSql.bigints(connection, ids, id -> id));
            }
        });
    }
}
