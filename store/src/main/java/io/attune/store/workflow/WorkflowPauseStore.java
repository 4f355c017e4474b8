package io.attune.store.workflow;

import io.attune.model.id.ExecutionId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;

/** Rows of {@code workflow_pause}: what people ask for. Whoever advances a workflow reads them and locks none. */
@Singleton
public final class WorkflowPauseStore {
    /** Notes whether a run is to pause. @return whether that is new */
    public boolean set(Tx tx, ExecutionId run, boolean paused) {
        var sql = """
                insert into workflow_pause (workflow_id, tenant_id, paused)
                select run.execution_id, run.tenant_id, ?
                from workflow_run as run
                where run.execution_id = ?
                  and (? or exists (select from workflow_pause where workflow_id = run.execution_id))
                on conflict (workflow_id) do update
                set paused = excluded.paused
                where workflow_pause.paused <> excluded.paused
                """;
        return HotSql.update(tx, sql, (_, statement) -> {
                    statement.setBoolean(1, paused);
                    statement.setLong(2, run.value());
                    statement.setBoolean(3, paused);
                })
                == 1;
    }
}
