package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.Demands;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.NewExecution;
import io.attune.worker.gateway.LeasedRun;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that come while a worker waits for one (docs/adr/0031). */
@Timeout(120)
class HandOverTest extends DispatchFixture {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterAll
    void end() {
        threads.shutdownNow();
    }

    private CompletableFuture<List<LeasedRun>> waiting(WorkerRef worker, int max, int maxInternal) throws Exception {
        var leased = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return leasing.lease(worker, max, maxInternal, LONG);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        long placement = database.transactions().engine(tx -> placementStore.idOf(tx, max > 0 ? SHELL : INTERNAL));
        wakeUps.queued().release(QueueSignalTest.reserved(wakeUps.queued(), placement));
        return leased;
    }

    /** Makes the placements known. */
    private void someRunsBefore() throws Exception {
        var before = worker("before", "z");
        var _ = queued(SHELL);
        var _ = queued(INTERNAL);
        assertThat(lease(before)).hasSize(2);
    }

    private static List<Long> executions(CompletableFuture<List<LeasedRun>> leased) throws Exception {
        return leased.get(30, TimeUnit.SECONDS).stream()
                .map(LeasedRun::execution)
                .toList();
    }

    @Test
    void whoeverWaitsHasTheRunWhenItIsCreated() throws Exception {
        someRunsBefore();
        var worker = worker("one", "a");
        var leased = waiting(worker, 4, 0);

        var inTransaction = new String[1];
        var id = database.transactions().engine(tx -> {
            var created =
                    enqueue.enqueue(tx, List.of(run(SHELL)), Initiator.PLATFORM).getFirst();
            inTransaction[0] = String.valueOf(tx.sql()
                    .fetchValue(
                            "select status || attempt || (select count(*) from run_queue) from execution where id = ?",
                            created.value()));
            return created;
        });

        assertThat(inTransaction[0]).isEqualTo("scheduled10");
        assertThat(executions(leased)).containsExactly(id.value());
        assertThat(leasing.start(worker, List.of(id))).containsExactly(id);
        var run = leased.get().getFirst();
        completion.complete(worker, List.of(report(run, ExecutionStatus.COMPLETED)));
        assertThat(status(id)).isEqualTo("completed");
    }

    @Test
    void whatNeedsNoProcessRunsWhenItIsCreated() throws Exception {
        someRunsBefore();
        var leased = waiting(worker("one", "a"), 0, 4);

        var id = queued(INTERNAL);

        assertThat(status(id)).isEqualTo("running");
        assertThat(executions(leased)).containsExactly(id.value());
        assertThat(leased.get().getFirst().started()).isTrue();
    }

    @Test
    void oneAfterTheOtherIsGivenToTheSameWorkerWithoutALook() throws Exception {
        someRunsBefore();
        var worker = worker("one", "a");
        for (int i = 0; i < 3; i++) {
            var leased = waiting(worker, 4, 0);
            var id = queued(SHELL);
            assertThat(executions(leased)).containsExactly(id.value());
        }
    }

    /** As one does whose connection broke: nobody would hear what the earlier call answers. */
    @Test
    void whoeverAsksAgainHasTheRunAndNotTheEarlierCall() throws Exception {
        someRunsBefore();
        var worker = worker("one", "a");
        var earlier = waiting(worker, 4, 0);

        var later = waiting(worker, 4, 0);

        assertThat(executions(earlier)).isEmpty();
        var id = queued(SHELL);
        assertThat(executions(later)).containsExactly(id.value());
    }

    @Test
    void aTransactionThatFailsGivesNothingAndTheWorkerWaitsOn() throws Exception {
        someRunsBefore();
        var leased = waiting(worker("one", "a"), 4, 0);

        assertThatThrownBy(() -> database.transactions().engineTask(tx -> {
                    var _ = enqueue.enqueue(tx, List.of(run(SHELL)), Initiator.PLATFORM);
                    throw new IllegalStateException("not after all");
                }))
                .hasMessage("not after all");
        assertThat(leased).isNotDone();
        var id = queued(SHELL);

        assertThat(executions(leased)).containsExactly(id.value());
    }

    @Test
    void aCordonedWorkerIsGivenNothing() throws Exception {
        someRunsBefore();
        var leased = waiting(worker("one", "a"), 4, 0);
        database.transactions()
                .engineTask(tx -> tx.sql().execute("update worker set cordoned = true where name = 'one'"));

        var id = queued(SHELL);

        assertThat(status(id)).isEqualTo("requested");
        assertThat(text("select execution_id::text from run_queue")).isEqualTo(id.toString());
        database.transactions()
                .engineTask(tx -> tx.sql().execute("update worker set cordoned = false where name = 'one'"));
        wakeUps.queued().raise();
        assertThat(executions(leased)).containsExactly(id.value());
    }

    @Test
    void secretsAndBatchesGoThroughTheQueue() throws Exception {
        someRunsBefore();
        var worker = worker("one", "a");
        var secret = JsonNodeFactory.instance.objectNode().put("pin", 471147);
        var places = List.of(new SecretPlace(JsonPointer.compile("/pin"), SecretSource.SCHEMA));
        var withSecret = run(new NewExecution.Start.Queue(SHELL), secret, places);

        for (var runs : List.of(List.of(run(SHELL), run(SHELL)), List.of(withSecret))) {
            var leased = waiting(worker, 4, 0);
            var queued = new long[1];
            var ids = database.transactions().engine(tx -> {
                var created = enqueue.enqueue(tx, runs, Initiator.PLATFORM);
                queued[0] = created.stream()
                        .filter(id -> "requested"
                                .equals(tx.sql().fetchValue("select status from execution where id = ?", id.value())))
                        .count();
                return created;
            });
            assertThat(queued[0]).isEqualTo(runs.size());
            assertThat(executions(leased))
                    .containsExactlyInAnyOrderElementsOf(
                            ids.stream().map(ExecutionId::value).toList());
        }
    }

    private NewExecution run(Demands demands) {
        return run(new NewExecution.Start.Queue(demands), JsonNodeFactory.instance.objectNode(), List.of());
    }
}
