package io.attune.store.lease;

import static io.attune.store.HotSql.bigints;

import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.execution.HeldRun;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Rows of {@code run_delay}: one for each execution that waits for its time. */
@Singleton
public final class DelayStore {
    private static final String TAKE = """
            with due as (
                delete from run_delay
                where execution_id in (
                    select execution_id
                    from run_delay
                    where due <= statement_timestamp()
                    order by due
                    limit ?
                    for update skip locked
                )
                returning execution_id
            )
            select %s
            from due
            join execution on execution.id = due.execution_id
            where execution.status = 'requested'
            order by execution.id
            for update of execution
            """.formatted(HeldRun.COLUMNS);

    /** An execution that may go when the delay is over, counted from now. */
    public record Delayed(ExecutionId execution, TenantId tenant, Duration delay) {}

    public void add(Tx tx, List<Delayed> delayed) {
        var sql = """
                insert into run_delay (execution_id, tenant_id, due)
                select execution_id, tenant_id, clock_timestamp() + milliseconds * interval '1 millisecond'
                from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as new (execution_id, tenant_id, milliseconds)
                """;
        HotSql.update(tx, sql, (connection, statement) -> {
            statement.setArray(
                    1, bigints(connection, delayed, one -> one.execution().value()));
            statement.setArray(
                    2, bigints(connection, delayed, one -> one.tenant().value()));
            statement.setArray(
                    3, bigints(connection, delayed, one -> one.delay().toMillis()));
        });
    }

    /**
     * Takes up to {@code limit} rows that are due, and locks their executions. One that another node is taking is left to it.
     *
     * @return the executions that still want to go, by id
     */
    public List<HeldRun> takeDue(Tx tx, int limit) {
        return HotSql.query(tx, TAKE, (_, statement) -> statement.setInt(1, limit), HeldRun::read);
    }

    /** How long nothing will be due; empty when nothing waits. */
    public Optional<Duration> untilNext(Tx tx) {
        return HotSql.query(
                        tx,
                        "select ceil(extract(epoch from min(due) - clock_timestamp()) * 1000)::bigint from run_delay",
                        (_, _) -> {},
                        row -> Optional.ofNullable(row.getObject(1, Long.class))
                                .map(left -> Duration.ofMillis(Math.max(0, left))))
                .getFirst();
    }
}
