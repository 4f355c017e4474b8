package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.Demands;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.server.config.SettingsFile;
import io.attune.store.execution.NewExecution;
import io.attune.store.secret.SecretHolder;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class DispatchTest extends DispatchFixture {
    @Test
    void aWaitingWorkerIsWokenByWhatIsQueued() throws Exception {
        var worker = worker("one", "a");
        try (var threads = Executors.newSingleThreadExecutor()) {
            var leased = threads.submit(() -> leasing.lease(worker, 4, 4, Duration.ofSeconds(30)));
            var id = queued(SHELL);
            assertThat(leased.get()).extracting(LeasedRun::execution).containsExactly(id.value());
        }
    }

    /** The second time it waits without a look, for the first left nothing. */
    @Test
    void aWorkerThatTookAllIsWokenByWhatComesNext() throws Exception {
        var worker = worker("one", "a");
        var first = queued(SHELL);
        assertThat(leasing.lease(worker, 4, 0, Duration.ofSeconds(30)))
                .extracting(LeasedRun::execution)
                .containsExactly(first.value());
        var second = queued(SHELL);
        assertThat(leasing.lease(worker, 4, 0, Duration.ofSeconds(30)))
                .extracting(LeasedRun::execution)
                .containsExactly(second.value());
        try (var threads = Executors.newSingleThreadExecutor()) {
            var leased = threads.submit(() -> leasing.lease(worker, 4, 0, Duration.ofSeconds(30)));
            var third = queued(SHELL);
            assertThat(leased.get()).extracting(LeasedRun::execution).containsExactly(third.value());
        }
        assertThat(leasing.lease(worker, 4, 0, Duration.ZERO)).isEmpty();
    }

    @Test
    void aRunGoesFromTheQueueToItsEnd() throws Exception {
        var worker = worker("one", "a");
        var id = queued(SHELL);
        var run = lease(worker).getFirst();
        assertThat(run.started()).isFalse();
        assertThat(run.environment())
                .containsEntry("ATTUNE_EXEC_ID", id.toString())
                .containsEntry("ATTUNE_ACTION", "core.echo");
        assertThat(leasing.start(worker, List.of(id))).containsExactly(id);
        assertThat(leasing.start(worker, List.of(id))).as("a repeated call").containsExactly(id);
        completion.complete(worker, List.of(report(run, ExecutionStatus.COMPLETED)));
        assertThat(status(id)).isEqualTo("completed");
        completion.complete(worker, List.of(report(run, ExecutionStatus.FAILED)));
        assertThat(status(id)).as("the first end counts").isEqualTo("completed");
    }

    @Test
    void aResultWithWhatCannotBeStoredIsStoredWithoutIt() throws Exception {
        var worker = worker("one", "a");
        var id = queued(SHELL);
        var run = lease(worker).getFirst();
        var _ = leasing.start(worker, List.of(id));
        var result = JsonNodeFactory.instance.objectNode().put("stdout", "a\0b");

        completion.complete(
                worker,
                List.of(new RunReport(
                        run.execution(),
                        run.attempt(),
                        ExecutionStatus.COMPLETED,
                        result,
                        List.of(),
                        Duration.ofMillis(5),
                        RunReport.LogTail.NONE,
                        RunReport.LogTail.NONE)));

        assertThat(text("select result ->> 'stdout' from execution where id = " + id))
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void anActionWithoutProcessRunsFromTheMomentItIsLeased() throws Exception {
        var worker = worker("one", "a");
        var id = queued(INTERNAL);
        assertThat(lease(worker).getFirst().started()).isTrue();
        assertThat(status(id)).isEqualTo("running");
    }

    @Test
    void whatALostWorkerHadNotStartedIsRunByAnotherAndItsOldReportIsDropped() throws Exception {
        var lost = worker("one", "a");
        var other = worker("two", "b");
        var id = queued(SHELL);
        var first = lease(lost).getFirst();
        settle(lost);
        assertThat(status(id)).isEqualTo("requested");
        var second = lease(other).getFirst();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(leasing.start(lost, List.of(id))).isEmpty();
        assertThat(leasing.start(other, List.of(id))).containsExactly(id);
        completion.complete(lost, List.of(report(first, ExecutionStatus.FAILED)));
        assertThat(status(id)).isEqualTo("running");
        completion.complete(other, List.of(report(second, ExecutionStatus.COMPLETED)));
        assertThat(status(id)).isEqualTo("completed");
    }

    @Test
    void whatALostWorkerRanIsAbandonedAndWhatItWasToStopIsCancelled() throws Exception {
        var lost = worker("one", "a");
        var running = queued(SHELL);
        var canceling = queued(SHELL);
        var _ = lease(lost);
        var _ = leasing.start(lost, List.of(running, canceling));
        cancel(canceling);
        assertThat(status(canceling)).isEqualTo("canceling");
        settle(lost);
        assertThat(status(running)).isEqualTo("abandoned");
        assertThat(status(canceling)).isEqualTo("cancelled");
    }

    @Test
    void aRunThatIsNeverStartedFailsAfterThreeAttempts() throws Exception {
        var id = queued(SHELL);
        for (int attempt = 1; attempt <= LostRuns.MOST_ATTEMPTS; attempt++) {
            var worker = worker("one", "incarnation-" + attempt);
            assertThat(lease(worker)).hasSize(1);
            assertThat(givenUp()).isZero();
            settle(worker);
        }
        assertThat(status(id)).isEqualTo("failed");
        assertThat(givenUp()).isOne();
    }

    private double givenUp() {
        return parts.registry
                .get("attune.executions.given_up")
                .tag("what", "hand_off")
                .counter()
                .count();
    }

    @Test
    void cancellingInTheQueueIsFinalAndWhileRunningWaitsForTheWorker() throws Exception {
        var worker = worker("one", "a");
        var waiting = queued(SHELL);
        cancel(waiting);
        assertThat(status(waiting)).isEqualTo("cancelled");
        assertThat(lease(worker)).isEmpty();
        var running = queued(SHELL);
        var run = lease(worker).getFirst();
        var _ = leasing.start(worker, List.of(running));
        cancel(running);
        cancel(running);
        List<ExecutionId> told = database.transactions().engine(tx -> executions.cancelingOn(tx, worker.id()));
        assertThat(told).containsExactly(running);
        completion.complete(worker, List.of(report(run, ExecutionStatus.COMPLETED)));
        assertThat(status(running)).isEqualTo("cancelled");
    }

    @Test
    void whatNoWorkerFitsFailsWithTheReasonOfEachWorker() {
        var _ = worker("one", "a");
        var id = queued(Demands.of("ruby", null, null, null, null, null));
        placements.refresh();
        var settings = SettingsFile.load(Optional.empty(), Map.of(), Map.of("scheduling.unschedulable_wait", "0s"));
        var unschedulable = new Unschedulable(
                database.transactions(),
                placements,
                workers,
                executions,
                queue,
                transitions,
                Clock.systemUTC(),
                settings);
        unschedulable.sweep();
        assertThat(status(id)).isEqualTo("failed");
        assertThat(text("select result::text from execution where id = " + id))
                .contains("Execution is unschedulable", "one: runtime ruby is not available");
        assertThat(text("select count(*)::text from run_queue")).isEqualTo("0");
    }

    @Test
    void aRunWhosePermissionSetsNobodyMayHandOnFailsWithTheReason() throws Exception {
        var worker = worker("one", "a");
        long nobody = Long.parseLong(text(
                "insert into identity (tenant_id, login) values (" + tenant + ", 'no-rights') returning id::text"));
        text("insert into permission_set (tenant_id, ref, grants) values (" + tenant
                + ", 'team.all', '[{\"resource\":\"keys\",\"actions\":[\"decrypt\"]}]') returning ref");
        var refused = queued(SHELL);
        var standard = queued(SHELL);
        text("update execution set executor = " + nobody + ", permission_set_refs = '{team.all}' where id = " + refused
                + " returning ''");
        text("update execution set executor = " + nobody + ", permission_set_refs = '{standard}' where id = " + standard
                + " returning ''");

        assertThat(lease(worker)).extracting(LeasedRun::execution).containsExactly(standard.value());

        assertThat(status(refused)).isEqualTo("failed");
        assertThat(text("select result::text from execution where id = " + refused))
                .contains("Insufficient permissions", "no-rights", "team.all", "keys:decrypt");
    }

    @Test
    void invalidRunsFailAtOnceAndNeverReachTheQueue() {
        var result = JsonNodeFactory.instance.objectNode().put("error", "Missing required parameter: url");
        var id = enqueue(new NewExecution.Start.Fail(result));
        assertThat(status(id)).isEqualTo("failed");
        assertThat(text("select count(*)::text from run_queue")).isEqualTo("0");
    }

    @Test
    void secretsReachTheWorkerAndOneThatDoesNotOpenFailsItsOwnRunOnly() throws Exception {
        var worker = worker("one", "a");
        var secret = JsonNodeFactory.instance.objectNode().put("pin", 471147);
        secret.putObject("login").put("user", "ada").put("password", "hunter2");
        var places = List.of(place("/pin"), place("/login/password"));
        var broken = enqueue(new NewExecution.Start.Queue(SHELL), secret.deepCopy(), places);
        var whole = enqueue(new NewExecution.Start.Queue(SHELL), secret.deepCopy(), places);
        placements.refresh();
        database.transactions().engineTask(tx -> tx.sql().execute("""
                        update execution_secret_value set sealed = other.sealed
                        from execution_secret_value as other
                        where execution_secret_value.entity_id = ? and execution_secret_value.json_path = '/pin'
                            and other.entity_id = ? and other.json_path = '/pin'
                        """, broken.value(), whole.value()));

        var run = lease(worker).getFirst();

        assertThat(run.execution()).isEqualTo(whole.value());
        assertThat(run.parameters()).isEqualTo(secret);
        assertThat(run.secretValues()).containsExactlyInAnyOrder("471147", "hunter2");
        assertThat(run.environment().toString()).doesNotContain("471147", "hunter2");
        assertThat(status(broken)).as("a value of another row").isEqualTo("failed");
        assertThat(text("select result ->> 'error' from execution where id = " + broken))
                .startsWith("The secret parameters of this run cannot be decrypted");
    }

    @Test
    void secretsOfAResultAreSealedOnce() throws Exception {
        var worker = worker("one", "a");
        var id = queued(SHELL);
        var run = lease(worker).getFirst();
        leasing.start(worker, List.of(id));
        var result = JsonNodeFactory.instance.objectNode();
        result.putObject("data").set("token", SecretMarker.create());
        var report = new RunReport(
                run.execution(),
                run.attempt(),
                ExecutionStatus.COMPLETED,
                result,
                List.of(new RunReport.ResultSecret("/data/token", JsonNodeFactory.instance.textNode("t0ps3cret"))),
                Duration.ofMillis(5),
                RunReport.LogTail.NONE,
                RunReport.LogTail.NONE);

        completion.complete(worker, List.of(report));
        completion.complete(worker, List.of(report));

        assertThat(text("select row_to_json(execution)::text from execution where id = " + id))
                .doesNotContain("t0ps3cret");
        var sealed = database.transactions()
                .engine(tx -> secretValues.list(tx, SecretHolder.EXECUTION_RESULT, List.of(id.value())));
        assertThat(secretValues.restored(result, sealed).at("/data/token").asText())
                .isEqualTo("t0ps3cret");
    }

    private static SecretPlace place(String path) {
        return new SecretPlace(JsonPointer.compile(path), SecretSource.SCHEMA);
    }
}
