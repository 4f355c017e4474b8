package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends of tasks that take the next step of their workflow with them, or do not (docs/adr/0031). */
class NextStepTest extends DispatchFixture {
    private static final ExecutionId WORKFLOW = new ExecutionId(4711);

    /** A task of the workflow, in the hands of a worker. */
    private LeasedRun task(WorkerRef worker) throws Exception {
        var id = queued(SHELL);
        var run = lease(worker).getFirst();
        var _ = leasing.start(worker, List.of(id));
        text("update execution set parent_id = " + WORKFLOW
                + ", task_name = 'a' || id, task_iteration = 1, workflow_task = '{}'" + " where id = " + id
                + " returning ''");
        return run;
    }

    private void end(WorkerRef worker, LeasedRun... runs) {
        var reports = new ArrayList<RunReport>();
        for (var run : runs) {
            reports.add(report(run, ExecutionStatus.COMPLETED));
        }
        completion.complete(worker, reports);
    }

    private String told() {
        return text("select count(*)::text from workflow_input where workflow_id = " + WORKFLOW);
    }

    @Test
    void theEndOfATaskTakesTheNextStepWithIt() throws Exception {
        var worker = worker("one", "a");
        var run = task(worker);
        List<ExecutionId> taken = new ArrayList<>();
        nextStep = (tx, workflow) -> {
            taken.add(workflow);
            return tx.sql().execute("delete from workflow_input where workflow_id = ?", workflow.value()) == 1;
        };
        long rings = wakeUps.workflows().rings();

        end(worker, run);

        assertThat(taken).containsExactly(WORKFLOW);
        assertThat(told()).isEqualTo("0");
        assertThat(wakeUps.workflows().rings()).as("nobody is woken").isEqualTo(rings);
        assertThat(status(new ExecutionId(run.execution()))).isEqualTo("completed");
    }

    @Test
    void whoTakesNoStepWakesWhoeverDoes() throws Exception {
        var worker = worker("one", "a");
        var run = task(worker);
        long rings = wakeUps.workflows().rings();

        end(worker, run);

        assertThat(told()).isEqualTo("1");
        assertThat(wakeUps.workflows().rings()).isGreaterThan(rings);
    }

    @Test
    void aStepThatFailsDoesNotKeepTheEndFromBeingWritten() throws Exception {
        var worker = worker("one", "a");
        var run = task(worker);
        nextStep = (tx, workflow) -> {
            tx.sql().execute("delete from workflow_input where workflow_id = ?", workflow.value());
            throw new IllegalStateException("the step fails");
        };

        end(worker, run);

        assertThat(status(new ExecutionId(run.execution()))).isEqualTo("completed");
        assertThat(told()).isEqualTo("1");
    }

    /** The statement fails last of all, when the transaction is to be committed. */
    @Test
    void aStepThatCannotBeStoredDoesNotKeepTheEndFromBeingWritten() throws Exception {
        var worker = worker("one", "a");
        var run = task(worker);
        nextStep = (tx, _) -> {
            tx.writeLast("select 1 / 0", (_, _, first) -> first);
            return true;
        };

        end(worker, run);

        assertThat(status(new ExecutionId(run.execution()))).isEqualTo("completed");
        assertThat(told()).isEqualTo("1");
    }

    @Test
    void endsThatComeTogetherLeaveTheStepsToOthers() throws Exception {
        var worker = worker("one", "a");
        var one = task(worker);
        var other = task(worker);
        nextStep = (_, _) -> {
            throw new AssertionError("no step is taken");
        };

        end(worker, one, other);

        assertThat(told()).isEqualTo("2");
    }
}
