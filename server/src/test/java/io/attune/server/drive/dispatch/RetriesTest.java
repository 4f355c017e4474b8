package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.placement.Demands;
import io.attune.model.id.ActionId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.server.catalog.Catalog;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Origin;
import io.attune.store.execution.NewExecution.PlacementOverride;
import io.attune.store.execution.NewExecution.Retention;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.execution.PastRun;
import io.attune.store.execution.PastRunStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** runtime.md §5.5 on a database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetriesTest {
    private TestDatabase database;
    private DispatchParts parts;
    private Transactions transactions;
    private Catalog catalog;
    private ExecutionStore executions;
    private PastRunStore pastRuns;
    private Enqueue enqueue;
    private Transitions transitions;
    private DelayDriver driver;
    private TenantId tenant;
    private long pack;
    private long runtime;

    @BeforeAll
    void open() {
        database = TestDatabase.open();
        transactions = database.transactions();
        parts = new DispatchParts(database);
        catalog = parts.catalog;
        executions = parts.executions;
        pastRuns = parts.pastRuns;
        transitions = parts.transitions;
        enqueue = parts.enqueue;
        driver = new DelayDriver(transactions, parts.delays, enqueue);
        tenant = new TenantId(id("insert into tenant (ref, label) values ('ours', 'Ours') returning id"));
        pack = id(
                "insert into pack (tenant_id, ref, label, version) values (?, 'p', 'P', '1.0.0') returning id",
                tenant.value());
        runtime = id("insert into runtime (ref, name) values ('core.shell', 'Shell') returning id");
    }

    @AfterAll
    void close() {
        parts.close();
        database.close();
    }

    @Test
    void theNextAttemptIsTheSameRunAndWaitsForItsTime() {
        var action = action("p.same", 2, "{any}");
        var first = run(action, "p.same");
        fail(first);

        var second = retryOf(first, 1).orElseThrow();
        var before = past(first);
        var after = past(second);
        assertThat(after.parameters()).isEqualTo(before.parameters());
        assertThat(after.parameters().path("token").asText()).isEqualTo("s3cret");
        assertThat(after.secrets()).isEqualTo(before.secrets());
        assertThat(after)
                .returns(first, PastRun::original)
                .returns(1, PastRun::retries)
                .returns(before.origin(), PastRun::origin)
                .returns(before.envVars(), PastRun::envVars)
                .returns(before.permissionSetRefs(), PastRun::permissionSetRefs)
                .returns(before.artifactRetention(), PastRun::artifactRetention);
        assertThat(count(
                        "select count(*) from execution where id = ? and retry_reason = 'failed' and max_retries = 2",
                        second))
                .isOne();

        driver.letGo();
        assertThat(queued(second)).as("before its time").isFalse();
        comes(second);
        driver.letGo();
        assertThat(queued(second)).isTrue();
        driver.letGo();
        assertThat(count("select count(*) from run_queue where execution_id = ?", second))
                .isOne();
    }

    @Test
    void attemptsEndWithTheLastOneOrTheFirstSuccess() {
        var action = action("p.ends", 2, "{any}");
        var first = run(action, "p.ends");
        fail(first);
        var second = retryOf(first, 1).orElseThrow();
        fail(second);
        var third = retryOf(first, 2).orElseThrow();
        fail(third);
        assertThat(retryOf(first, 3)).isEmpty();

        var lucky = run(action, "p.ends");
        end(lucky, Cause.LEASED_AND_STARTED);
        end(lucky, Cause.SUCCEEDED);
        assertThat(retryOf(lucky, 1)).isEmpty();
    }

    @Test
    void anEndThatIsToldTwiceIsFollowedOnce() {
        var first = run(action("p.twice", 3, "{any}"), "p.twice");
        fail(first);
        end(first, Cause.FAILED);
        assertThat(count("select count(*) from execution where original_execution = ?", first))
                .isOne();
    }

    @Test
    void whatWasCancelledIsNotTriedAgainAndARetryCanBeCancelledWhileItWaits() {
        var action = action("p.cancelled", 3, "{any,worker_lost}");
        var first = run(action, "p.cancelled");
        end(first, Cause.LEASED_AND_STARTED);
        end(first, Cause.CANCEL_REQUESTED);
        end(first, Cause.FAILED);
        assertThat(retryOf(first, 1)).isEmpty();

        var other = run(action, "p.cancelled");
        fail(other);
        var second = retryOf(other, 1).orElseThrow();
        end(second, Cause.CANCEL_REQUESTED);
        comes(second);
        driver.letGo();
        assertThat(queued(second)).isFalse();
        assertThat(retryOf(other, 2)).isEmpty();
    }

    @Test
    void theRetriesOfARerunFollowTheRerun() {
        double before = counted();
        var action = action("p.rerun", 1, "{any}");
        var first = run(action, "p.rerun");
        fail(first);
        var rerun = transactions.engine(tx -> enqueue.enqueue(
                        tx,
                        List.of(execution(action, "p.rerun", NewExecution.Repetition.wished(first))),
                        Initiator.PLATFORM)
                .getFirst());
        fail(rerun);
        assertThat(retryOf(rerun, 1)).isPresent();
        assertThat(count("select count(*) from execution where original_execution = ?", first))
                .as("one by itself, one that was asked for")
                .isEqualTo(2);
        assertThat(counted()).as("two by themselves").isEqualTo(before + 2);
    }

    private double counted() {
        return parts.registry
                .get("attune.executions.retried")
                .tag("reason", "failed")
                .counter()
                .count();
    }

    @Test
    void anActionThatIsGoneOrForbidsItMeanwhileIsNotTriedAgain() {
        var gone = action("p.gone", 1, "{any}");
        var first = run(gone, "p.gone");
        transactions.engineTask(tx -> tx.sql().execute("delete from action where id = ?", gone.value()));
        catalog.refresh();
        fail(first);
        assertThat(retryOf(first, 1)).isEmpty();

        var changed = action("p.changed", 1, "{any}");
        var other = run(changed, "p.changed");
        transactions.engineTask(
                tx -> tx.sql().execute("update action set max_retries = 0 where id = ?", changed.value()));
        catalog.refresh();
        fail(other);
        assertThat(retryOf(other, 1)).isEmpty();
    }

    @Test
    void secretsThatDoNotOpenKeepOnlyTheirOwnRunFromBeingTriedAgain() {
        var action = action("p.sealed", 1, "{any}");
        var broken = run(action, "p.sealed");
        var sound = run(action, "p.sealed");
        transactions.engineTask(tx -> tx.sql().execute("""
                update execution_secret_value
                set sealed = (select sealed from execution_secret_value where entity_id = ?)
                where entity_id = ?
                """, sound.value(), broken.value()));
        end(Cause.LEASED_AND_STARTED, broken, sound);
        end(Cause.FAILED, broken, sound);

        assertThat(count("select count(*) from execution where id = ? and status = 'failed'", broken))
                .isOne();
        assertThat(retryOf(broken, 1)).isEmpty();
        assertThat(retryOf(sound, 1)).isPresent();
    }

    /** Whoever may ask about a run may do so while it waits for its time. */
    @Test
    void aRetryThatItsPolicyRefusesAsksNothingAnyMore() {
        var action = action("p.rare", 1, "{any}");
        transactions.engineTask(tx -> tx.sql().execute("""
                insert into policy (tenant_id, ref, name, action_id, action_ref, method, rate_max_executions, rate_window_seconds)
                values (?, 'p.once', 'P', ?, 'p.rare', 'cancel', 1, 3600)
                """, tenant.value(), action.value()));
        catalog.refresh();
        var first = run(action, "p.rare");
        fail(first);
        var second = retryOf(first, 1).orElseThrow();
        transactions.engineTask(tx -> tx.sql().execute("""
                insert into inquiry (tenant_id, execution_id, origin, prompt) values (?, ?, 'request', 'Once more?')
                """, tenant.value(), second.value()));

        comes(second);
        driver.letGo();

        assertThat(count("select count(*) from execution where id = ? and status = 'cancelled'", second))
                .isOne();
        assertThat(count("select count(*) from inquiry where execution_id = ? and status = 'cancelled'", second))
                .isOne();
    }

    private ActionId action(String ref, int retries, String on) {
        var action = new ActionId(id("""
                insert into action (tenant_id, pack_id, pack_ref, ref, label, entrypoint, runtime_id, max_retries, retry_on)
                values (?, ?, 'p', ?, 'A', 'a.sh', ?, ?, ?::text[])
                returning id
                """, tenant.value(), pack, ref, runtime, retries, on));
        catalog.refresh();
        return action;
    }

    private ExecutionId run(ActionId action, String ref) {
        return transactions.engine(tx -> enqueue.enqueue(tx, List.of(execution(action, ref, null)), Initiator.PLATFORM)
                .getFirst());
    }

    private NewExecution execution(ActionId action, String ref, NewExecution.@Nullable Repetition repeats) {
        ObjectNode parameters =
                JsonNodeFactory.instance.objectNode().put("token", "s3cret").put("n", 1);
        return new NewExecution(
                tenant,
                action,
                ref,
                new Origin(null, "p.rule", "p.trigger", null, null),
                parameters,
                List.of(new SecretPlace(JsonPointer.compile("/token"), SecretSource.SCHEMA)),
                JsonNodeFactory.instance.objectNode().put("LEVEL", "high"),
                List.of("standard"),
                Retention.DEFAULT,
                PlacementOverride.NONE,
                new Start.Queue(Demands.of("shell", null, null, null, null, null)),
                null,
                repeats);
    }

    private void fail(ExecutionId run) {
        end(run, Cause.LEASED_AND_STARTED);
        end(run, Cause.FAILED);
    }

    private void end(ExecutionId run, Cause cause) {
        end(cause, run);
    }

    private void end(Cause cause, ExecutionId... runs) {
        transactions.engineTask(tx -> {
            var moves = new Moves();
            executions.lock(tx, List.of(runs)).forEach(state -> moves.add(state, cause, null));
            transitions.write(tx, moves, Initiator.PLATFORM);
        });
    }

    private Optional<ExecutionId> retryOf(ExecutionId first, int number) {
        return transactions.engine(tx -> tx
                .sql()
                .fetch(
                        "select id from execution where original_execution = ? and retry_count = ?",
                        first.value(),
                        number)
                .map(row -> new ExecutionId(row.get(0, Long.class)))
                .stream()
                .findFirst());
    }

    private PastRun past(ExecutionId run) {
        return transactions.engine(tx -> pastRuns.find(tx, run)).orElseThrow();
    }

    private void comes(ExecutionId run) {
        transactions.engineTask(
                tx -> tx.sql().execute("update run_delay set due = now() where execution_id = ?", run.value()));
    }

    private boolean queued(ExecutionId run) {
        return count("select count(*) from run_queue where execution_id = ?", run) > 0;
    }

    private long count(String sql, ExecutionId run) {
        return id(sql, run.value());
    }

    private long id(String sql, Object... values) {
        return transactions.engine(
                tx -> Objects.requireNonNull(tx.sql().fetchValue(sql, values)) instanceof Number number
                        ? number.longValue()
                        : -1L);
    }
}
