package io.attune.server.drive.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ActionId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.server.catalog.Catalog;
import io.attune.server.config.SettingsFile;
import io.attune.server.drive.dispatch.Cancellation;
import io.attune.server.drive.dispatch.DispatchParts;
import io.attune.server.drive.dispatch.Enqueue;
import io.attune.server.drive.dispatch.WakeUps;
import io.attune.server.drive.dispatch.WorkflowEnds;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.Move;
import io.attune.store.execution.NewExecution;
import io.attune.store.key.AmbientKeyStore;
import io.attune.store.workflow.TaskRunStore;
import io.attune.store.workflow.WorkflowClaimStore;
import io.attune.store.workflow.WorkflowInputStore;
import io.attune.store.workflow.WorkflowRunStore;
import io.attune.store.workflow.WorkflowStepStore;
import io.attune.store.workflow.WorkflowTimerStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A database with one tenant, the action {@code p.echo}, and a driver that advances when a test says so. */
final class WorkflowFixture implements AutoCloseable {
    final TestDatabase database = TestDatabase.open();
    final Transactions transactions = database.transactions();
    final WorkflowClaimStore claims = new WorkflowClaimStore();
    final DispatchParts parts = new DispatchParts(database);
    final WorkflowInputStore inputs = parts.workflowInputs;
    final WorkflowRunStore runs = parts.workflowRuns;
    final Cancellation cancellation = parts.cancellation;
    final Catalog catalog = parts.catalog;
    final Advance advance;
    final WorkflowDriver driver;

    private final WakeUps wakeUps = parts.wakeUps;
    private final WorkflowTimerStore timers = new WorkflowTimerStore();
    private final ExecutionStore executions = parts.executions;
    private final Enqueue enqueue = parts.enqueue;
    private final TenantId tenant;
    private final long pack;
    private Duration later = Duration.ZERO;

    WorkflowFixture() {
        var children = new TaskRunStore();
        var orders = new Orders(
                children,
                parts.pastRuns,
                timers,
                parts.secretValues,
                enqueue,
                cancellation,
                new WorkflowEnds(executions, parts.transitions),
                wakeUps);
        advance = new Advance(
                runs,
                children,
                parts.secretValues,
                new AmbientKeyStore(parts.box),
                catalog,
                new Plans(runs),
                orders,
                new WorkflowStepStore(),
                SettingsFile.load(Optional.empty(), Map.of(), Map.of()));
        driver = anotherDriver();
        tenant = new TenantId(id("insert into tenant (ref, label) values ('ours', 'Ours') returning id"));
        pack = id(
                "insert into pack (tenant_id, ref, label, version, config) values (?, 'p', 'P', '1.0.0', '{\"a\": 7}') returning id",
                tenant.value());
        execute("insert into runtime (ref, name) values ('core.shell', 'Shell')");
        var _ = action("p.echo");
    }

    WorkflowDriver anotherDriver() {
        return new WorkflowDriver(
                transactions, claims, runs, timers, advance, catalog, wakeUps, parts.meters, new Later());
    }

    /** The time of the driver. */
    private final class Later extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(later);
        }
    }

    void pass(Duration duration) {
        later = later.plus(duration);
    }

    long id(String sql, Object... values) {
        return transactions.engine(
                tx -> Objects.requireNonNull(tx.sql().fetchValue(sql, values)) instanceof Number number
                        ? number.longValue()
                        : -1L);
    }

    String text(String sql, Object... values) {
        return transactions.engine(tx -> String.valueOf(tx.sql().fetchValue(sql, values)));
    }

    void execute(String sql, Object... values) {
        transactions.engineTask(tx -> tx.sql().execute(sql, values));
    }

    ActionId action(String ref) {
        return new ActionId(id("""
                insert into action (tenant_id, pack_id, pack_ref, ref, label, entrypoint, runtime_id)
                select ?, ?, 'p', ?, 'A', 'run.sh', id from runtime where ref = 'core.shell' returning id
                """, tenant.value(), pack, ref));
    }

    /** Lets so many runs of an action be active at once. */
    void limit(ActionId action, int threshold) {
        execute(
                "insert into policy (tenant_id, ref, name, action_id, action_ref, threshold) values (?, 'p.limit', 'P', ?, 'p.limited', ?)",
                tenant.value(),
                action.value(),
                threshold);
        catalog.refresh();
    }

    /** Starts a run of a workflow with that graph. */
    ExecutionId run(ActionId action, String definition) {
        long workflow = id("""
                insert into workflow_definition (tenant_id, pack_id, pack_ref, ref, label, version, definition)
                values (?, ?, 'p', 'p.flow' || (select count(*) from workflow_definition), 'Flow', '1', ?::jsonb) returning id
                """, tenant.value(), pack, definition);
        var run = new NewExecution(
                tenant,
                action,
                "p.flow",
                new NewExecution.Origin(null, null, null, null, null),
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                List.of(),
                NewExecution.Retention.DEFAULT,
                NewExecution.PlacementOverride.NONE,
                new NewExecution.Start.Workflow(workflow, null, null));
        return transactions.engine(
                tx -> enqueue.enqueue(tx, List.of(run), Initiator.WORKFLOW).getFirst());
    }

    ExecutionId child(ExecutionId workflow, String task) {
        return new ExecutionId(
                id("select id from execution where parent_id = ? and task_name = ?", workflow.value(), task));
    }

    void complete(ExecutionId child, ObjectNode result) {
        transactions.engineTask(tx -> complete(tx, child, result));
    }

    void complete(Tx tx, ExecutionId child, ObjectNode result) {
        var _ = executions.move(
                tx,
                List.of(new Move(child, ExecutionStatus.REQUESTED, ExecutionStatus.COMPLETED, result)),
                Initiator.PLATFORM);
    }

    void cancel(ExecutionId run) {
        transactions.engineTask(tx -> cancellation.cancel(tx, List.of(run), Initiator.PLATFORM));
    }

    void advanceAll() {
        while (driver.advanceOne() != WorkflowDriver.Turn.NONE) {
            // The next one.
        }
    }

    String status(ExecutionId run) {
        return text("select status from execution where id = ?", run.value());
    }

    String error(ExecutionId run) {
        return text("select result ->> 'error' from execution where id = ?", run.value());
    }

    @Override
    public void close() {
        parts.close();
        database.close();
    }
}
