package io.attune.store.workflow;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import io.attune.engine.workflow.Note;
import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What workflows write about themselves: their log, and rows of {@code workflow_step}. */
@Singleton
public final class WorkflowStepStore {
    /** A note and when it was made. */
    public record Step(Instant at, Note note) {}

    /**
     * Adds text to the end of the log of a run, which nobody else writes, and steps to its story: one statement for both, the last act of the
     * transaction.
     */
    public void write(Tx tx, ExecutionId run, String log, List<Step> steps) {
        if (log.isEmpty()) {
            return;
        }
        var sql = """
                with run as (
                    select id, tenant_id
                    from execution
                    where id = ?
                ), decided as (
                    insert into workflow_step (workflow_id, tenant_id, at, kind, task_name, task_iteration, reason, evidence)
                    select run.id, run.tenant_id, step.at, step.kind, step.task, step.iteration, step.reason, step.evidence
                    from run
                    cross join unnest(?::timestamptz[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])
                        with ordinality as step (at, kind, task, iteration, reason, evidence, position)
                    order by step.position
                )
                insert into execution_log (execution_id, stream, start_offset, tenant_id, bytes)
                select id, ?, coalesce((
                    select start_offset + length(bytes)
                    from execution_log
                    where execution_id = run.id and stream = ?
                    order by start_offset desc
                    limit 1), 0), tenant_id, ?
                from run
                """;
        tx.writeLast(sql, (connection, statement, first) -> {
            int next = first;
            statement.setLong(next++, run.value());
            statement.setArray(
                    next++, texts(connection, steps, step -> step.at().toString()));
            statement.setArray(
                    next++, texts(connection, steps, step -> step.note().kind().wire()));
            statement.setArray(
                    next++, texts(connection, steps, step -> step.note().task()));
            statement.setArray(next++, bigints(connection, steps, step ->
                    (long) step.note().iteration()));
            statement.setArray(
                    next++, texts(connection, steps, step -> step.note().text()));
            statement.setArray(
                    next++, texts(connection, steps, step -> step.note().evidence()));
            statement.setString(next++, LogStream.STDOUT.wire());
            statement.setString(next++, LogStream.STDOUT.wire());
            statement.setBytes(next++, log.getBytes(StandardCharsets.UTF_8));
            return next;
        });
    }
}
