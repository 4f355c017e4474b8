package io.attune.store.admission;

import io.attune.model.id.ExecutionId;
import io.attune.model.policy.RateLimit;
import io.attune.store.HotSql;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why runs under policies wait. */
@Singleton
public final class WaitingStore {
    /** Nothing for a run that does not wait for its policy, or is another tenant's. */
    public Optional<Waiting> find(Tx tx, TenantScope scope, ExecutionId execution) {
        var sql = """
                with recursive above as (
                    select parent_id as id, 1 as level
                    from execution
                    where id = ?
                    union all
                    select execution.parent_id, above.level + 1
                    from above
                    join execution on execution.id = above.id
                    where above.level < 64
                )
                select policy.ref, policy.threshold, policy.rate_max_executions, policy.rate_window_seconds, held.active,
                    (
                        select count(*) + 1
                        from admission as ahead
                        where ahead.group_id = own.group_id
                          and ahead.waiting
                          and ahead.place < own.place
                    ),
                    held.waiting, held.key, held.due_at, own.deadline,
                    (
                        select holder.execution_id
                        from above
                        join admission as holder on holder.execution_id = above.id
                        where holder.group_id = own.group_id
                          and not holder.waiting
                        order by above.level
                        limit 1
                    )
                from admission as own
                join admission_group as held on held.id = own.group_id
                left join policy on policy.id = held.policy_id
                where own.execution_id = ?
                  and own.tenant_id = ?
                  and own.waiting
                """;
        return HotSql.query(
                        tx,
                        sql,
                        (_, statement) -> {
                            statement.setLong(1, execution.value());
                            statement.setLong(2, execution.value());
                            statement.setLong(3, scope.tenant().value());
                        },
                        WaitingStore::waiting)
                .stream()
                .findFirst();
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        @Nullable Integer most = row.getObject(3, Integer.class);
        @Nullable OffsetDateTime due = row.getObject(9, OffsetDateTime.class);
        return new Waiting(
                row.getString(1),
                row.getObject(2, Integer.class),
                most == null ? null : new RateLimit(most, Duration.ofSeconds(row.getLong(4))),
                row.getInt(5),
                row.getLong(6),
                row.getInt(7),
                row.getString(8),
                due == null ? null : due.toInstant(),
                row.getObject(10, OffsetDateTime.class).toInstant(),
                row.getObject(11, Long.class));
    }
}
