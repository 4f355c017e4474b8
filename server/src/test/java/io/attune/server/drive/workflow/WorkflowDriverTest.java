package io.attune.server.drive.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ActionId;
import io.attune.model.id.ExecutionId;
import io.attune.server.drive.workflow.WorkflowDriver.Turn;
import io.attune.store.Tx;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.ToldRun;
import io.attune.store.workflow.WorkflowInputStore.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs of workflows on PostgreSQL, advanced one at a time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowDriverTest {
    private static final String ONE = """
            {"tasks": [{"name": "a", "action": "p.echo"}]}
            """;
    private static final String TWO = """
            {"tasks": [{"name": "a", "action": "p.echo", "next": [{"do": ["b"]}]}, {"name": "b", "action": "p.echo"}]}
            """;
    private static final String READING = """
            {"tasks": [
                {"name": "a", "action": "p.echo", "next": [{"publish": [{"size": "{{ result().text | length }}"}], "do": ["b"]}]},
                {"name": "b", "action": "p.echo", "input": {"text": "{{ task.a.text | length }}"}}]}
            """;

    private WorkflowFixture fixture;
    private ActionId flow;

    @BeforeAll
    void open() {
        fixture = new WorkflowFixture();
        flow = fixture.action("p.flow");
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    private static ObjectNode result(int length) {
        return JsonNodeFactory.instance.objectNode().put("text", "x".repeat(length));
    }

    @Test
    void aRunThatIsBeingCancelledEndsWithTheResultOfACancelledOne() {
        ExecutionId run = fixture.run(flow, ONE);
        fixture.advanceAll();
        fixture.complete(fixture.child(run, "a"), result(1));
        fixture.cancel(run);

        fixture.advanceAll();

        assertThat(fixture.status(run)).isEqualTo("cancelled");
        assertThat(fixture.text("select result::text from execution where id = ?", run.value()))
                .isEqualTo("{\"error\": \"Workflow cancelled\", \"succeeded\": false}");
    }

    @Test
    void aBusyRunLetsOthersHaveTheirTurn() {
        ExecutionId busy = fixture.run(flow, ONE);
        ExecutionId other = fixture.run(flow, ONE);
        fixture.advanceAll();
        tell(busy, Kind.PAUSE);
        assertThat(fixture.driver.advanceOne()).isNotEqualTo(Turn.NONE);
        tell(busy, Kind.RESUME);
        tell(other, Kind.PAUSE);

        assertThat(fixture.driver.advanceOne()).isNotEqualTo(Turn.NONE);

        assertThat(fixture.id("select count(*) from workflow_input where workflow_id = ?", other.value()))
                .isZero();
        fixture.advanceAll();
    }

    /** Whoever is rung for while another holds the run finds nothing to do, so that one must look again. */
    @Test
    void whoeverWasRungForMeanwhileLooksAgain() {
        ExecutionId run = fixture.run(flow, ONE);
        assertThat(fixture.driver.advanceOne()).isEqualTo(Turn.LAST);
        ExecutionId failing = fixture.run(flow, """
                {"tasks": [{"name": "a", "action": "p.echo", "permission_set_refs": "{{ 7 }}"}]}
                """);

        assertThat(fixture.driver.advanceOne()).as("its task ends at once").isEqualTo(Turn.MORE);

        fixture.advanceAll();
        assertThat(fixture.status(failing)).isEqualTo("failed");
        fixture.cancel(run);
        fixture.advanceAll();
    }

    private void tell(ExecutionId run, Kind kind) {
        fixture.transactions.engineTask(tx -> fixture.inputs.tell(tx, List.of(run), kind, null));
    }

    /** Both are told before anybody looks: the task that follows is created, and cancelled before it came to its policy. */
    @Test
    void aTaskThatIsStartedAndCancelledInOneStepTakesNoSlot() {
        ActionId limited = fixture.action("p.limited");
        fixture.limit(limited, 1);
        ExecutionId run = fixture.run(flow, """
                {"tasks": [{"name": "a", "action": "p.echo", "next": [{"do": ["b"]}]}, {"name": "b", "action": "p.limited"}]}
                """);
        fixture.advanceAll();
        fixture.complete(fixture.child(run, "a"), result(1));
        fixture.cancel(run);

        fixture.advanceAll();

        ExecutionId task = fixture.child(run, "b");
        assertThat(fixture.status(task)).isEqualTo("cancelled");
        assertThat(fixture.status(run)).isEqualTo("cancelled");
        assertThat(fixture.id("select coalesce(sum(active + waiting), 0) from admission_group"))
                .isZero();
        assertThat(fixture.id("select count(*) from admission")).isZero();
        assertThat(fixture.id("select count(*) from run_queue where execution_id = ?", task.value()))
                .isZero();
        ExecutionId next = fixture.run(flow, """
                {"tasks": [{"name": "b", "action": "p.limited"}]}
                """);
        fixture.advanceAll();
        assertThat(fixture.id(
                        "select count(*) from run_queue where execution_id = ?",
                        fixture.child(next, "b").value()))
                .isOne();
        assertThat(fixture.id("select count(*) from admission where not waiting"))
                .isOne();
        fixture.cancel(next);
        fixture.advanceAll();
    }

    /** A state that nobody can read costs its own run three attempts, and the others nothing. */
    @Test
    void aRunThatCannotBeAdvancedIsGivenUpAndTheOthersGoOn() {
        double before = givenUp();
        ExecutionId broken = fixture.run(flow, ONE);
        ExecutionId sound = fixture.run(flow, ONE);
        fixture.advanceAll();
        fixture.execute("update workflow_run set core = '{\"phase\": \"odd\"}' where execution_id = ?", broken.value());
        tell(broken, Kind.PAUSE);
        fixture.complete(fixture.child(sound, "a"), result(1));

        fixture.advanceAll();
        assertThat(fixture.status(sound)).isEqualTo("completed");
        assertThat(fixture.status(broken)).isEqualTo("running");
        for (int attempt = 0; attempt < 3; attempt++) {
            fixture.pass(Duration.ofSeconds(3));
            fixture.advanceAll();
        }

        assertThat(fixture.status(broken)).isEqualTo("failed");
        assertThat(fixture.error(broken)).contains("could not take it further");
        assertThat(givenUp()).isEqualTo(before + 1);
        assertThat(fixture.status(fixture.child(broken, "a"))).isEqualTo("cancelled");
    }

    private double givenUp() {
        return fixture.parts
                .registry
                .get("attune.executions.given_up")
                .tag("what", "workflow")
                .counter()
                .count();
    }

    /** Whoever claims a run at the moment in which another node ends it may have read its status before. */
    @Test
    void aRunThatWasGivenUpStartsNothingMoreForWhoeverStillTakesItForRunning() {
        ExecutionId run = fixture.run(flow, """
                {"tasks": [{"name": "a", "action": "p.echo", "next": [{"do": ["b"]}]}, {"name": "b", "action": "p.echo"}]}
                """);
        fixture.advanceAll();
        tell(run, Kind.PAUSE);
        fixture.transactions.engineTask(
                tx -> fixture.advance.giveUp(tx, claimed(tx, run).run()));
        assertThat(fixture.status(run)).isEqualTo("failed");
        assertThat(fixture.status(fixture.child(run, "a"))).isEqualTo("cancelled");

        fixture.transactions.engineTask(tx -> {
            ToldRun told = claimed(tx, run);
            fixture.advance.advance(tx, takenForRunning(told.run()), told.told(), new Advance.Prepared(true, false));
        });

        assertThat(fixture.id("select count(*) from execution where parent_id = ?", run.value()))
                .isEqualTo(1);
    }

    private ToldRun claimed(Tx tx, ExecutionId run) {
        return fixture.claims.claim(tx, run.value() - 1, List.of(), 100).orElseThrow();
    }

    private static StoredRun takenForRunning(StoredRun run) {
        return new StoredRun(
                run.execution(),
                run.tenant(),
                ExecutionStatus.RUNNING,
                run.action(),
                run.actionRef(),
                run.origin(),
                run.envVars(),
                run.artifactRetention(),
                run.startedAt(),
                run.timeout(),
                run.earlier(),
                run.rerunFrom(),
                run.paused(),
                run.definition(),
                run.core(),
                run.variables(),
                run.parameters(),
                run.attempts(),
                run.ofTask());
    }

    @Test
    void theAttemptAtALargeDecisionIsCountedBeforeIt() {
        ExecutionId run = fixture.run(flow, READING);
        fixture.advanceAll();
        fixture.complete(fixture.child(run, "a"), result(5 << 20));

        assertThat(fixture.driver.advanceOne()).isNotEqualTo(Turn.NONE);
        assertThat(attempts(run)).isEqualTo(1);
        fixture.advanceAll();

        assertThat(attempts(run)).isZero();
        assertThat(fixture.text(
                        "select config ->> 'text' from execution where id = ?",
                        fixture.child(run, "b").value()))
                .isEqualTo(Integer.toString(5 << 20));
    }

    /** As a process finds it that was started after three others died of it. */
    @Test
    void aRunThatEndedItsProcessTooOftenIsGivenUp() {
        ExecutionId run = fixture.run(flow, READING);
        fixture.advanceAll();
        fixture.complete(fixture.child(run, "a"), result(5 << 20));
        fixture.execute("update workflow_run set attempts = 3 where execution_id = ?", run.value());

        fixture.advanceAll();

        assertThat(fixture.status(run)).isEqualTo("failed");
    }

    private long attempts(ExecutionId run) {
        return fixture.id("select attempts from workflow_run where execution_id = ?", run.value());
    }

    @Test
    void aResultThatDoesNotFitFailsTheTaskThatReadsIt() {
        ExecutionId run = fixture.run(flow, READING);
        fixture.advanceAll();
        fixture.complete(fixture.child(run, "a"), result(33 << 20));

        fixture.advanceAll();

        assertThat(fixture.status(run)).isEqualTo("failed");
        assertThat(fixture.error(run)).contains("task(s) failed: b; b: ", "the result of task 'a'", "more than 32 MiB");
    }

    @Test
    void anActionThatThisProcessHasNotHeardOfYetIsLookedUpBeforeItsConfigurationIsUsed() {
        fixture.catalog.refresh();
        ActionId late = fixture.action("p.late");
        ExecutionId run = fixture.run(late, """
                {"vars": {"a": "{{ config.a }}"}, "tasks": [{"name": "a", "action": "p.echo", "input": {"a": "{{ vars.a }}"}}]}
                """);

        fixture.advanceAll();

        assertThat(fixture.text(
                        "select config ->> 'a' from execution where id = ?",
                        fixture.child(run, "a").value()))
                .isEqualTo("7");
    }

    @Test
    void aFanoutIsCreatedInSeveralStatements() {
        ExecutionId run = fixture.run(flow, """
                {"tasks": [{"name": "each", "action": "p.echo", "with_items": "{{ range(1200) }}", "input": {"i": "{{ item }}"}}]}
                """);

        fixture.advanceAll();

        assertThat(fixture.id("select count(distinct task_item) from execution where parent_id = ?", run.value()))
                .isEqualTo(1200);
    }

    @Test
    void theEndOfATaskTakesTheNextStepInItsOwnTransaction() {
        ExecutionId run = fixture.run(flow, TWO);
        fixture.advanceAll();
        ExecutionId ended = fixture.child(run, "a");

        whileDriven(driver -> fixture.transactions.engineTask(tx -> {
            fixture.complete(tx, ended, result(1));
            assertThat(driver.take(tx, run)).isTrue();
            assertThat(tx.sql().fetchValue("select count(*) from execution where parent_id = ?", run.value()))
                    .isEqualTo(2L);
        }));

        assertThat(fixture.id("select count(*) from workflow_input where workflow_id = ?", run.value()))
                .isZero();
    }

    @Test
    void whoDoesNotDriveWorkflowsTakesNoStep() {
        ExecutionId run = fixture.run(flow, ONE);
        fixture.advanceAll();

        fixture.transactions.engineTask(tx -> {
            fixture.complete(tx, fixture.child(run, "a"), result(1));
            assertThat(fixture.driver.take(tx, run)).isFalse();
        });

        fixture.advanceAll();
        assertThat(fixture.status(run)).isEqualTo("completed");
    }

    @Test
    void aStepOfARunThatAnotherHasInHandIsLeftToHim() {
        ExecutionId run = fixture.run(flow, ONE);
        fixture.advanceAll();
        ExecutionId ended = fixture.child(run, "a");

        whileDriven(driver -> fixture.transactions.engineTask(other -> {
            lock(other, "select 1 from workflow_run where execution_id = ? for update", run);
            fixture.transactions.engineTask(tx -> {
                fixture.complete(tx, ended, result(1));
                assertThat(driver.take(tx, run)).isFalse();
            });
        }));

        fixture.advanceAll();
        assertThat(fixture.status(run)).isEqualTo("completed");
    }

    /** Whoever holds the run's own row, as a request to cancel it does, may come to wait for what the end of the task has locked. */
    @Test
    void aStepWaitsForNoLockForLong() {
        ExecutionId run = fixture.run(flow, ONE);
        fixture.advanceAll();
        ExecutionId ended = fixture.child(run, "a");

        whileDriven(driver -> fixture.transactions.engineTask(other -> {
            lock(other, "select 1 from execution where id = ? for update", run);
            assertThatThrownBy(() -> fixture.transactions.engineTask(tx -> {
                        fixture.complete(tx, ended, result(1));
                        driver.take(tx, run);
                    }))
                    .hasMessageContaining("lock timeout");
        }));

        fixture.complete(ended, result(1));
        fixture.advanceAll();
        assertThat(fixture.status(run)).isEqualTo("completed");
    }

    private static void lock(Tx tx, String sql, ExecutionId execution) {
        assertThat(tx.sql().fetchValue(sql, execution.value())).isNotNull();
    }

    private void whileDriven(Consumer<WorkflowDriver> work) {
        WorkflowDriver driver = fixture.anotherDriver();
        driver.start();
        try {
            work.accept(driver);
        } finally {
            driver.stop();
        }
    }
}
