package io.attune.store.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.WorkerId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.LogStore.Piece;
import io.attune.store.lease.QueueStore;
import io.attune.store.secret.SealedSecret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimStoreTest {
    private static final Initiator BY = Initiator.worker("one");

    private RunFixture fixture;

    @BeforeAll
    void open() {
        fixture = new RunFixture();
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @BeforeEach
    void empty() {
        fixture.transactions()
                .engineTask(
                        tx -> tx.sql()
                                .execute(
                                        "delete from run_queue; delete from execution; delete from execution_log; delete from worker"));
    }

    @Test
    void concurrentTakersGetEachRunExactlyOnce() throws Exception {
        var queued = fixture.queued(400, RunFixture.SHELL);
        long placement = fixture.placement(RunFixture.SHELL);
        var worker = fixture.worker("one", "a");
        Callable<List<ExecutionId>> taker = () -> {
            List<ExecutionId> taken = new ArrayList<>();
            while (true) {
                var claimed = fixture.transactions()
                        .engine(tx -> fixture.claims.claim(
                                tx, new Taker(worker.id(), "a", false, BY), List.of(placement), 7));
                if (claimed.isEmpty()) {
                    return taken;
                }
                claimed.forEach(run -> taken.add(run.execution()));
            }
        };
        List<ExecutionId> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (var taken : threads.invokeAll(Collections.nCopies(6, taker))) {
                all.addAll(taken.get());
            }
        }
        // A taker that only found rows locked by others gives up; whoever comes next finds them.
        all.addAll(taker.call());
        assertThat(all).doesNotHaveDuplicates();
        assertThat(new HashSet<>(all)).isEqualTo(new HashSet<>(queued));
        assertThat(count("select count(*) from run_queue")).isZero();
        assertThat(count("select count(*) from execution where status <> 'scheduled' or attempt <> 1"))
                .isZero();
    }

    @Test
    void onlyWhatTheWorkerCanRunIsTakenAndTheOldestFirst() {
        var python = fixture.queued(2, RunFixture.PYTHON);
        var shell = fixture.queued(3, RunFixture.SHELL);
        var worker = fixture.worker("one", "a");
        long placement = fixture.placement(RunFixture.SHELL);
        var claimed = fixture.transactions()
                .engine(tx -> fixture.claims.claim(tx, new Taker(worker.id(), "a", true, BY), List.of(placement), 2));
        assertThat(claimed.stream().map(ClaimedRun::execution))
                .containsExactlyInAnyOrderElementsOf(shell.subList(0, 2));
        assertThat(claimed).allMatch(run -> run.status() == ExecutionStatus.RUNNING);
        assertThat(count("select count(*) from run_queue")).isEqualTo(python.size() + 1L);
    }

    @Test
    void aLeaseTakesNoMoreThanFitsIntoMemoryButAlwaysOne() {
        long placement = fixture.placement(RunFixture.SHELL);
        var worker = fixture.worker("one", "a");
        fixture.queued(5, RunFixture.SHELL);
        fixture.transactions()
                .engineTask(tx -> tx.sql().execute("update run_queue set bytes = ?", ClaimStore.AT_ONCE / 2));

        assertThat(claim(worker.id(), "a", placement)).hasSize(2);
        fixture.transactions()
                .engineTask(tx -> tx.sql().execute("update run_queue set bytes = ?", ClaimStore.AT_ONCE * 3));
        assertThat(claim(worker.id(), "a", placement)).hasSize(1);
        assertThat(claim(worker.id(), "a", placement)).hasSize(1);
    }

    @Test
    void aRunThatComesBackToTheQueueIsMeasuredAnew() {
        var parameters = JsonNodeFactory.instance.objectNode().put("text", "x".repeat(5_000));
        var id = fixture.queued(List.of(fixture.run(parameters, List.of(), RunFixture.SHELL)))
                .getFirst();
        long placement = fixture.placement(RunFixture.SHELL);
        fixture.transactions().engineTask(tx -> {
            tx.sql().execute("delete from run_queue");
            fixture.queue.add(tx, List.of(new QueueStore.Entry(id, placement)));
        });
        assertThat(count("select bytes from run_queue")).isBetween(5_000L, 5_100L);
    }

    @Test
    void aProcessThatWasReplacedOrACordonedWorkerGetsNothing() {
        fixture.queued(1, RunFixture.SHELL);
        long placement = fixture.placement(RunFixture.SHELL);
        var old = fixture.worker("one", "a");
        var replaced = fixture.worker("one", "b");
        assertThat(replaced.id()).isEqualTo(old.id());
        assertThat(claim(old.id(), "a", placement)).isEmpty();
        fixture.transactions().engineTask(tx -> tx.sql().execute("update worker set cordoned = true"));
        assertThat(claim(old.id(), "b", placement)).isEmpty();
        fixture.transactions().engineTask(tx -> tx.sql().execute("update worker set cordoned = false"));
        assertThat(claim(old.id(), "b", placement)).hasSize(1);
    }

    @Test
    void secretsAreMarkersInTheRowAndSealedBesideIt() {
        var parameters = JsonNodeFactory.instance.objectNode().put("user", "ada");
        parameters.putObject("login").put("password", "hunter2");
        var id = fixture.queued(List.of(fixture.run(
                        parameters,
                        List.of(new SecretPlace(
                                JsonPointer.compile("/login/password"), SecretSource.packConfig("web"))),
                        RunFixture.SHELL)))
                .getFirst();
        assertThat(text("select config::text from execution where id = " + id))
                .contains("ada", "$attune_secret")
                .doesNotContain("hunter2");
        assertThat(text("select row_to_json(value)::text from execution_secret_value as value where entity_id = " + id))
                .contains("execution_config", "/login/password", "pack_config", "web")
                .doesNotContain("hunter2");
        var worker = fixture.worker("one", "a");
        var claimed =
                claim(worker.id(), "a", fixture.placement(RunFixture.SHELL)).getFirst();
        assertThat(claimed.parameters().at("/login/password")).isEqualTo(SecretMarker.create());
        assertThat(claimed.secrets())
                .extracting(SealedSecret::place)
                .containsExactly(
                        new SecretPlace(JsonPointer.compile("/login/password"), SecretSource.packConfig("web")));
        assertThat(fixture.secretValues.restored(claimed.parameters(), claimed.secrets()))
                .isEqualTo(parameters);
    }

    @Test
    void aMoveWhoseOriginIsGoneChangesNothing() {
        var id = fixture.queued(1, RunFixture.SHELL).getFirst();
        var result = JsonNodeFactory.instance.objectNode().put("error", "Cancelled");
        var cancel = new Move(id, ExecutionStatus.REQUESTED, ExecutionStatus.CANCELLED, result);
        assertThat(move(cancel)).containsExactly(id);
        assertThat(move(cancel)).isEmpty();
        var worker = fixture.worker("one", "a");
        // Its queue row was left behind, as when a taker held it: the taker drops it.
        assertThat(claim(worker.id(), "a", fixture.placement(RunFixture.SHELL))).isEmpty();
        assertThat(count("select count(*) from run_queue")).isZero();
        assertThat(text("select status from execution where id = " + id)).isEqualTo("cancelled");
    }

    @Test
    void aRaceOfCancelAndClaimHasOneWinner() throws Exception {
        var worker = fixture.worker("one", "a");
        long placement = fixture.placement(RunFixture.SHELL);
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 60; round++) {
                var id = fixture.queued(1, RunFixture.SHELL).getFirst();
                var cancelled = threads.submit(() -> fixture.transactions().engine(tx -> {
                    var moved = fixture.executions.move(
                            tx, List.of(new Move(id, ExecutionStatus.REQUESTED, ExecutionStatus.CANCELLED, null)), BY);
                    fixture.queue.remove(tx, List.of(id));
                    return !moved.isEmpty();
                }));
                var claimed =
                        threads.submit(() -> !claim(worker.id(), "a", placement).isEmpty());
                boolean taken = claimed.get();
                assertThat(cancelled.get()).as("round " + round).isEqualTo(!taken);
            }
        }
    }

    @Test
    void repeatedLogPiecesAreStoredOnceAndReadFromAnyOffset() {
        var id = fixture.queued(1, RunFixture.SHELL).getFirst();
        var worker = fixture.worker("one", "a");
        claim(worker.id(), "a", fixture.placement(RunFixture.SHELL));
        var logs = new LogStore();
        append(logs, worker.id(), piece(id, 0, "hello "));
        append(logs, worker.id(), piece(id, 6, "wor"));
        append(logs, worker.id(), piece(id, 6, "world"));
        append(logs, worker.id(), piece(id, 6, "wo"));
        append(logs, worker.id(), piece(id, 20, "beyond a gap"));
        append(logs, fixture.worker("other", "x").id(), piece(id, 11, "!"));
        assertThat(read(logs, id, 0, 100)).isEqualTo("hello world");
        assertThat(read(logs, id, 4, 4)).isEqualTo("o wo");
        assertThat(read(logs, id, 11, 100)).isEmpty();
    }

    @Test
    void aWorkerThatIsShutOutGetsNothingMore() {
        fixture.queued(1, RunFixture.SHELL);
        long placement = fixture.placement(RunFixture.SHELL);
        var worker = fixture.worker("one", "a");

        var expelled = fixture.transactions().engine(tx -> fixture.workers.expel(tx, "one"));
        var unknown = fixture.transactions().engine(tx -> fixture.workers.expel(tx, "nobody"));
        // One that was under way when it was shut out.
        boolean heard = fixture.transactions().engine(tx -> fixture.workers.heartbeat(tx, worker.id(), "a", 0, 0));

        assertThat(expelled).contains(worker.id());
        assertThat(unknown).isEmpty();
        assertThat(heard).isFalse();
        assertThat(claim(worker.id(), "a", placement)).isEmpty();
    }

    @Test
    void claimingFromALargeQueueReadsOnlyTheHeadOfTheIndex() {
        fixture.transactions().engineTask(tx -> tx.sql().execute("""
                                insert into run_queue (execution_id, placement_id)
                                select 1000000 + n, 1 + n % 3 from generate_series(1, 200000) as n;
                                analyze run_queue
                                """));
        List<String> lines =
                fixture.transactions().engine(tx -> tx.sql().fetch("""
                                        explain select candidate.execution_id
                                        from unnest(array[1, 2]::bigint[]) as placement (id)
                                        cross join lateral (
                                            select execution_id, priority from run_queue
                                            where placement_id = placement.id and ready_at <= now()
                                            order by priority desc, execution_id limit 8 for update skip locked) as candidate
                                        order by candidate.priority desc, candidate.execution_id limit 8
                                        """).getValues(0, String.class));
        var plan = String.join("\n", lines);
        assertThat(plan).contains("Index Scan using run_queue_order").doesNotContain("Seq Scan");
    }

    private List<ClaimedRun> claim(WorkerId worker, String incarnation, long placement) {
        return fixture.transactions()
                .engine(tx ->
                        fixture.claims.claim(tx, new Taker(worker, incarnation, false, BY), List.of(placement), 10));
    }

    private Collection<ExecutionId> move(Move move) {
        return fixture.transactions().engine(tx -> fixture.executions.move(tx, List.of(move), BY)).stream()
                .map(Moved::execution)
                .toList();
    }

    private void append(LogStore logs, WorkerId worker, Piece piece) {
        fixture.transactions().engineTask(tx -> logs.append(tx, worker, List.of(piece)));
    }

    private static Piece piece(ExecutionId id, long offset, String text) {
        return new Piece(id, LogStream.STDOUT, offset, text.getBytes(StandardCharsets.UTF_8));
    }

    private String read(LogStore logs, ExecutionId id, long offset, int limit) {
        return new String(
                fixture.transactions().engine(tx -> logs.read(tx, id, LogStream.STDOUT, offset, limit)),
                StandardCharsets.UTF_8);
    }

    private long count(String sql) {
        return fixture.transactions().engine(tx -> tx.sql().fetchOne(sql).get(0, Long.class));
    }

    private String text(String sql) {
        return fixture.transactions().engine(tx -> tx.sql().fetchOne(sql).get(0, String.class));
    }

    /** Whichever way a worker gets a run, it gets the same. */
    @Test
    void aRunThatIsCreatedInTheHandsOfAWorkerIsAsOneThatWasClaimed() {
        var worker = fixture.worker("giving", "a").id();
        var parameters = JsonNodeFactory.instance.objectNode().put("text", "hi").put("number", 1.50);
        parameters.putObject("b").put("z", 1).put("a", true);
        var run = fixture.run(parameters, List.of(), RunFixture.PYTHON);
        long placement = fixture.placement(RunFixture.PYTHON);
        var taker = new Taker(worker, "a", true, BY);

        var given = fixture.transactions()
                .engine(tx -> fixture.executions.insertTaken(tx, run, placement, Initiator.PLATFORM, taker));
        var queued = fixture.queued(List.of(run)).getFirst();
        var claimed = fixture.transactions().engine(tx -> fixture.claims.claim(tx, taker, List.of(placement), 10));

        assertThat(claimed).extracting(ClaimedRun::execution).containsExactly(queued);
        var taken = ((NewRun.Taken) given).run();
        assertThat(taken).usingRecursiveComparison().ignoringFields("execution").isEqualTo(claimed.getFirst());
        assertThat(taken.parameters().toString())
                .isEqualTo(claimed.getFirst().parameters().toString());
        var columns = "select status || worker_id || attempt || (started_at is not null) from execution where id = ?";
        assertThat(text(columns, taken.execution())).isEqualTo(text(columns, queued));
    }

    @Test
    void whoMayHaveNoRunsIsGivenNone() {
        var worker = fixture.worker("refused", "a").id();
        var run = fixture.run(JsonNodeFactory.instance.objectNode(), List.of(), RunFixture.PYTHON);
        long placement = fixture.placement(RunFixture.PYTHON);

        var ofAnotherProcess = made(run, placement, new Taker(worker, "b", true, BY));
        fixture.transactions()
                .engineTask(tx -> tx.sql().execute("update worker set cordoned = true where id = ?", worker.value()));
        var ofACordonedOne = made(run, placement, new Taker(worker, "a", true, BY));

        assertThat(List.of(ofAnotherProcess, ofACordonedOne)).allSatisfy(made -> {
            assertThat(made).isInstanceOf(NewRun.Waiting.class);
            var id = ((NewRun.Waiting) made).execution();
            assertThat(text(
                            "select status || attempt || coalesce(worker_id::text, '-') from execution where id = ?",
                            id))
                    .isEqualTo("requested0-");
        });
    }

    private NewRun made(NewExecution run, long placement, Taker taker) {
        return fixture.transactions()
                .engine(tx -> fixture.executions.insertTaken(tx, run, placement, Initiator.PLATFORM, taker));
    }

    private String text(String sql, ExecutionId execution) {
        return fixture.transactions().engine(tx -> String.valueOf(tx.sql().fetchValue(sql, execution.value())));
    }
}
