package io.attune.store.worker;

import static io.attune.store.component.ComponentTable.idOf;
import static io.attune.store.schema.Tables.EXECUTION;
import static io.attune.store.schema.Tables.WORKER;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.noCondition;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.IdentityId;
import io.attune.model.id.WorkerId;
import io.attune.model.worker.RegisteredWorker;
import io.attune.model.worker.WorkerRole;
import io.attune.model.worker.WorkerStatus;
import io.attune.model.worker.WorkerType;
import io.attune.store.Tx;
import io.attune.store.component.Columns;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of workers and decide about them. Workers belong to no tenant and their load is of all tenants: transactions of the
 * engine.
 */
@Singleton
public final class WorkerStore {
    /** All of them, by name. */
    public List<RegisteredWorker> all(Tx tx) {
        return read(tx, noCondition());
    }

    public Optional<RegisteredWorker> find(Tx tx, WorkerId id) {
        return read(tx, WORKER.ID.eq(id.value())).stream().findFirst();
    }

    /** Keeps new work away. @return whether there is such a worker */
    public boolean cordon(Tx tx, WorkerId id, @Nullable String reason, IdentityId by) {
        return tx.sql()
                        .update(WORKER)
                        .set(WORKER.CORDONED, true)
                        .set(WORKER.CORDON_REASON, reason)
                        .set(WORKER.CORDONED_BY, by.value())
                        .set(WORKER.CORDONED_AT, currentOffsetDateTime().cast(SQLDataType.INSTANT))
                        .set(WORKER.UPDATED, currentOffsetDateTime().cast(SQLDataType.INSTANT))
                        .where(WORKER.ID.eq(id.value()))
                        .execute()
                == 1;
    }

    /** Lets new work in again. @return whether there is such a worker */
    public boolean uncordon(Tx tx, WorkerId id) {
        return tx.sql()
                        .update(WORKER)
                        .set(WORKER.CORDONED, false)
                        .setNull(WORKER.CORDON_REASON)
                        .setNull(WORKER.CORDONED_BY)
                        .setNull(WORKER.CORDONED_AT)
                        .set(WORKER.UPDATED, currentOffsetDateTime().cast(SQLDataType.INSTANT))
                        .where(WORKER.ID.eq(id.value()))
                        .execute()
                == 1;
    }

    private static List<RegisteredWorker> read(Tx tx, Condition condition) {
        var loads = loads(tx);
        return tx.sql()
                .select(
                        WORKER.ID,
                        WORKER.NAME,
                        WORKER.WORKER_TYPE,
                        WORKER.WORKER_ROLE,
                        WORKER.HOST,
                        WORKER.PORT,
                        WORKER.STATUS,
                        WORKER.SLOTS,
                        WORKER.CAPABILITIES,
                        WORKER.LAST_HEARTBEAT,
                        WORKER.CORDONED,
                        WORKER.CORDON_REASON,
                        WORKER.CORDONED_BY,
                        WORKER.CORDONED_AT,
                        WORKER.CREATED,
                        WORKER.UPDATED)
                .from(WORKER)
                .where(condition)
                .orderBy(WORKER.NAME)
                .fetch(row -> worker(row, loads.getOrDefault(row.get(WORKER.ID), Map.of())));
    }

    private static Map<Long, Map<ExecutionStatus, Integer>> loads(Tx tx) {
        Map<Long, Map<ExecutionStatus, Integer>> loads = new HashMap<>();
        tx.sql()
                .select(EXECUTION.WORKER_ID, EXECUTION.STATUS, count())
                .from(EXECUTION)
                .where(EXECUTION.ENDED_AT.isNull(), EXECUTION.WORKER_ID.isNotNull())
                .groupBy(EXECUTION.WORKER_ID, EXECUTION.STATUS)
                .orderBy(EXECUTION.WORKER_ID, EXECUTION.STATUS)
                .forEach(row -> loads.computeIfAbsent(row.value1(), _ -> new EnumMap<>(ExecutionStatus.class))
                        .put(Columns.word(ExecutionStatus.class, row.value2()), row.value3()));
        return loads;
    }

    private static RegisteredWorker worker(Record row, Map<ExecutionStatus, Integer> load) {
        return new RegisteredWorker(
                new WorkerId(row.get(WORKER.ID)),
                row.get(WORKER.NAME),
                Columns.word(WorkerType.class, row.get(WORKER.WORKER_TYPE)),
                Columns.word(WorkerRole.class, row.get(WORKER.WORKER_ROLE)),
                row.get(WORKER.HOST),
                row.get(WORKER.PORT),
                Columns.word(WorkerStatus.class, row.get(WORKER.STATUS)),
                row.get(WORKER.SLOTS),
                row.get(WORKER.CAPABILITIES),
                row.get(WORKER.LAST_HEARTBEAT),
                row.get(WORKER.CORDONED)
                        ? new RegisteredWorker.Cordon(
                                row.get(WORKER.CORDON_REASON),
                                idOf(row.get(WORKER.CORDONED_BY), IdentityId::new),
                                row.get(WORKER.CORDONED_AT))
                        : null,
                load,
                row.get(WORKER.CREATED),
                row.get(WORKER.UPDATED));
    }
}
