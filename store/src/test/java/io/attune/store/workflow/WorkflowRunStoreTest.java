package io.attune.store.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.ChildKey;
import io.attune.engine.workflow.Timer;
import io.attune.engine.workflow.TimerJson;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.Move;
import io.attune.store.execution.Moved;
import io.attune.store.execution.NewExecution;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.WorkflowInputStore.Kind;
import io.attune.store.workflow.WorkflowInputStore.StoredInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowRunStoreTest {
    private final TestDatabase database = TestDatabase.open();
    private final Transactions transactions = database.transactions();
    private final ExecutionStore executions = new ExecutionStore(new SecretValueStore(MemoryDataKeys.box()));
    private final WorkflowRunStore runs = new WorkflowRunStore();
    private final WorkflowClaimStore claims = new WorkflowClaimStore();
    private final WorkflowPauseStore pauses = new WorkflowPauseStore();
    private final WorkflowInputStore inputs = new WorkflowInputStore();
    private final WorkflowTimerStore timers = new WorkflowTimerStore();
    private final TaskRunStore children = new TaskRunStore();
    private TenantId tenant;
    private long definition;

    @BeforeAll
    void open() {
        tenant = transactions.engine(
                tx -> new TenantId(number(tx, "insert into tenant (ref, label) values ('t', 'T') returning id")));
        definition = transactions.engine(tx -> {
            long pack = number(
                    tx,
                    "insert into pack (tenant_id, ref, label, version) values (" + tenant
                            + ", 'p', 'P', '1.0.0') returning id");
            return number(tx, """
                    insert into workflow_definition (tenant_id, pack_id, pack_ref, ref, label, version, definition)
                    values (%s, %d, 'p', 'p.flow', 'Flow', '1', '{"tasks": [{"name": "a", "action": "core.noop"}]}') returning id
                    """.formatted(tenant, pack));
        });
    }

    @AfterAll
    void close() {
        database.close();
    }

    private static long number(Tx tx, String sql) {
        return tx.sql().fetchSingle(sql).get(0, Long.class);
    }

    private ExecutionId workflow() {
        return transactions.engine(tx -> {
            var start = new NewExecution.Start.Workflow(definition, Duration.ofSeconds(9), null);
            var id = insert(tx, null, start, null);
            runs.insert(tx, List.of(new WorkflowRunStore.NewRun(id, tenant, start)));
            inputs.tell(tx, List.of(id), Kind.START, null);
            return id;
        });
    }

    private ExecutionId child(ExecutionId workflow, ChildKey key) {
        ObjectNode task = JsonNodeFactory.instance
                .objectNode()
                .put("task_name", key.task())
                .put("iteration", key.iteration())
                .put("retry_count", key.attempt());
        if (key.item() != null) {
            task.put("task_index", key.item());
        }
        return transactions.engine(
                tx -> insert(tx, workflow, new NewExecution.Start.Fail(JsonNodeFactory.instance.objectNode()), task));
    }

    private ExecutionId insert(
            Tx tx, @Nullable ExecutionId parent, NewExecution.Start start, @Nullable ObjectNode task) {
        var run = new NewExecution(
                tenant,
                null,
                "p.flow",
                new NewExecution.Origin(null, null, null, parent, null),
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                List.of(),
                NewExecution.Retention.DEFAULT,
                NewExecution.PlacementOverride.NONE,
                start,
                task,
                null);
        List<@Nullable Long> nowhere = new ArrayList<>();
        nowhere.add(null);
        return executions.insert(tx, List.of(run), nowhere, Initiator.WORKFLOW).getFirst();
    }

    private List<Moved> end(ExecutionId child, ObjectNode result) {
        return transactions.engine(tx -> executions.move(
                tx,
                List.of(new Move(child, ExecutionStatus.REQUESTED, ExecutionStatus.FAILED, result)),
                Initiator.PLATFORM));
    }

    /** What a workflow was told, if it was told anything. */
    private List<StoredInput> taken(ExecutionId workflow) {
        return transactions.engine(tx -> {
            long told = number(tx, "select count(*) from workflow_input where workflow_id = " + workflow.value());
            return told == 0 ? List.of() : claim(tx, workflow).told();
        });
    }

    private void forget(ExecutionId workflow) {
        var _ = taken(workflow);
    }

    @Test
    void aRunIsClaimedWithItsGraphAndWhatItWasTold() {
        var id = workflow();

        transactions.engineTask(tx -> {
            ToldRun claimed = claim(tx, id);
            StoredRun run = claimed.run();
            assertThat(run.core()).isNull();
            assertThat(run.timeout()).isEqualTo(Duration.ofSeconds(9));
            assertThat(runs.findDefinition(tx, id).orElseThrow().path("tasks")).hasSize(1);
            assertThat(claimed.told()).extracting(StoredInput::kind).containsExactly(Kind.START);
        });
        assertThat(taken(id)).isEmpty();
    }

    /** The turn after that of the id before it is its own. */
    private ToldRun claim(Tx tx, ExecutionId wanted) {
        ToldRun claimed = claims.claim(tx, wanted.value() - 1, List.of(), 100).orElseThrow();
        assertThat(claimed.run().execution()).isEqualTo(wanted);
        return claimed;
    }

    @Test
    void whatIsShortIsReadWithTheRunAndWhatIsLongWhenAskedFor() {
        var id = workflow();
        ObjectNode core = JsonNodeFactory.instance.objectNode();
        var variables = JsonNodeFactory.instance.arrayNode().add("short");
        transactions.engineTask(tx -> runs.save(tx, id, core, variables));
        transactions.engineTask(
                tx -> assertThat(claim(tx, id).run().variables()).isEqualTo(variables));
        transactions.engineTask(tx -> {
            inputs.tell(tx, List.of(id), Kind.PAUSE, null);
            runs.save(tx, id, core, variables.add(noise()));
            tx.sql()
                    .execute(
                            "update execution set config = jsonb_build_object('a', ?) where id = ?",
                            noise(),
                            id.value());
        });

        StoredRun run = transactions.engine(tx -> claim(tx, id).run());

        assertThat(run.variables()).isNull();
        assertThat(run.parameters()).isNull();
        ArrayNode asked = transactions.engine(tx -> runs.variables(tx, id));
        assertThat(asked).isEqualTo(variables);
    }

    /** Does not get shorter when it is stored. */
    private static String noise() {
        return new Random(1)
                .ints(10_000, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void whoeverAdvancesARunHearsWhetherThereIsMoreToDo() {
        var one = workflow();
        transactions.engineTask(tx -> inputs.tell(tx, List.of(one), Kind.PAUSE, null));

        boolean[] more = transactions.engine(tx -> {
            boolean left = claims.claim(tx, one.value() - 1, List.of(), 1)
                    .orElseThrow()
                    .others();
            boolean nothing = claims.claim(tx, one.value() - 1, List.of(), 2)
                    .orElseThrow()
                    .others();
            return new boolean[] {left, nothing};
        });

        assertThat(more).containsExactly(true, false);
    }

    @Test
    void aPauseDoesNotWaitForWhoeverAdvancesTheRun() throws Exception {
        var id = workflow();
        try (var thread = Executors.newSingleThreadExecutor()) {
            transactions.engineTask(tx -> {
                var _ = claim(tx, id);
                var asked = thread.submit(() ->
                        transactions.tenant(new TenantScope(tenant, false), other -> pauses.set(other, id, true)));
                assertThat(asked).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
            });
        }
        transactions.engineTask(tx -> inputs.tell(tx, List.of(id), Kind.START, null));

        ToldRun claimed = transactions.engine(tx -> claim(tx, id));

        assertThat(claimed.run().paused()).isTrue();
        assertThat(claimed.told()).extracting(StoredInput::kind).containsExactly(Kind.START, Kind.PAUSE);
    }

    @Test
    void askingForAPauseTwiceIsNoDifferentFromAskingOnce() {
        var id = workflow();
        var scope = new TenantScope(tenant, false);
        List<Boolean> news = new ArrayList<>();
        for (boolean paused : List.of(false, true, true, false, false, true)) {
            news.add(transactions.tenant(scope, tx -> pauses.set(tx, id, paused)));
        }

        assertThat(news).containsExactly(false, true, false, true, false, true);
        forget(id);
    }

    @Test
    void whoeverClaimsARunHasItAlone() throws Exception {
        var id = workflow();
        try (var thread = Executors.newSingleThreadExecutor()) {
            transactions.engineTask(tx -> {
                var _ = claim(tx, id);
                var second = thread.submit(() -> transactions.engine(other -> {
                    List<ExecutionId> seen = new ArrayList<>();
                    Optional<ToldRun> next = claims.claim(other, 0, seen, 1);
                    while (next.isPresent()) {
                        seen.add(next.get().run().execution());
                        next = claims.claim(other, 0, seen, 1);
                    }
                    return seen;
                }));
                assertThat(second)
                        .succeedsWithin(Duration.ofSeconds(10))
                        .asInstanceOf(InstanceOfAssertFactories.list(ExecutionId.class))
                        .doesNotContain(id);
            });
        }
        forget(id);
    }

    @Test
    void everyRunHasItsTurnBeforeAnyHasItsSecond() {
        var busy = workflow();
        var other = workflow();
        transactions.engineTask(tx -> inputs.tell(tx, List.of(busy), Kind.PAUSE, null));

        List<ExecutionId> turns = transactions.engine(tx -> {
            List<ExecutionId> claimed = new ArrayList<>();
            long after = busy.value() - 1;
            for (int i = 0; i < 3; i++) {
                var run = claims.claim(tx, after, List.of(), 1).orElseThrow().run();
                claimed.add(run.execution());
                after = run.execution().value();
            }
            return claimed;
        });

        assertThat(turns).containsExactly(busy, other, busy);
    }

    @Test
    void theEndOfATaskIsToldByTheMoveThatEndsIt() {
        var id = workflow();
        forget(id);
        var key = new ChildKey("a", 2, 7, 1);
        var child = child(id, key);

        var moved = end(child, JsonNodeFactory.instance.objectNode().put("timed_out", true));

        assertThat(moved).containsExactly(new Moved(child, id, null));
        assertThat(taken(id)).singleElement().satisfies(input -> {
            assertThat(input.kind()).isEqualTo(Kind.CHILD);
            assertThat(input.child()).isEqualTo(new WorkflowInputStore.Child(key, ExecutionStatus.FAILED, true));
        });
        assertThat(end(child, JsonNodeFactory.instance.objectNode())).isEmpty();
        assertThat(taken(id)).isEmpty();
    }

    @Test
    void whatCompletedHasNotRunOutOfTimeWhateverItsResultSays() {
        var id = workflow();
        forget(id);
        var child = child(id, new ChildKey("a", 1, null, 0));
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("timed_out", true);
        transactions.engineTask(tx -> executions.move(
                tx,
                List.of(new Move(child, ExecutionStatus.REQUESTED, ExecutionStatus.COMPLETED, result)),
                Initiator.PLATFORM));

        assertThat(taken(id))
                .singleElement()
                .satisfies(input -> assertThat(input.child()).isNotNull().returns(false, ended -> ended.timedOut()));
    }

    @Test
    void attemptsAreCountedUntilOneSucceeds() {
        var id = workflow();
        transactions.engineTask(tx -> runs.noteAttempt(tx, id));
        transactions.engineTask(tx -> {
            assertThat(claim(tx, id).run().attempts()).isEqualTo(1);
            runs.save(tx, id, JsonNodeFactory.instance.objectNode(), null);
        });
        transactions.engineTask(tx -> inputs.tell(tx, List.of(id), Kind.PAUSE, null));
        assertThat(transactions.<Integer>engine(tx -> claim(tx, id).run().attempts()))
                .isZero();
    }

    @Test
    void aChildIsMadeOnce() {
        var id = workflow();
        forget(id);
        var key = new ChildKey("a", 1, null, 0);
        var _ = child(id, key);

        assertThatThrownBy(() -> child(id, key)).rootCause().hasMessageContaining("execution_of_task");
    }

    @Test
    void resultsAreThoseOfTheLatestAttemptsAndOfThisRunBeforeEarlierOnes() {
        var earlier = workflow();
        var id = workflow();
        forget(earlier);
        forget(id);
        var _ = end(child(earlier, new ChildKey("a", 1, 0, 0)), result("earlier 0"));
        var _ = end(child(earlier, new ChildKey("a", 1, 1, 0)), result("earlier 1"));
        var _ = end(child(earlier, new ChildKey("a", 1, 2, 0)), result("of a longer list"));
        var _ = end(child(id, new ChildKey("a", 1, 1, 0)), result("first attempt"));
        var _ = end(child(id, new ChildKey("a", 1, 1, 1)), result("second attempt"));
        var _ = child(id, new ChildKey("a", 1, 1, 2));

        var found = transactions.engine(tx -> children.results(tx, List.of(id, earlier), "a", 1, 2));

        assertThat(found)
                .extracting(child -> child.result().path("said").asText())
                .containsExactly("earlier 0", "second attempt");
        assertThat(transactions.<Long>engine(tx -> children.sizeOfResults(tx, List.of(id, earlier), "a", 1, 2)))
                .isEqualTo(
                        found.stream().mapToLong(TaskRunStore.EndedChild::size).sum())
                .isPositive();
        forget(earlier);
        forget(id);
    }

    private static ObjectNode result(String said) {
        return JsonNodeFactory.instance.objectNode().put("said", said);
    }

    @Test
    void aTimerThatIsDueBecomesAnInputOnce() {
        var id = workflow();
        forget(id);
        var due = new Timer.Retry(new ChildKey("a", 1, null, 1));
        var later = new Timer.Deadline();
        var now = Instant.now();
        for (int i = 0; i < 2; i++) {
            transactions.engineTask(
                    tx -> timers.insert(tx, id, tenant, Map.of(due, now.minusSeconds(1), later, now.plusSeconds(60))));
        }

        List<ExecutionId> first = transactions.engine(tx -> timers.fire(tx, 10));
        List<ExecutionId> second = transactions.engine(tx -> timers.fire(tx, 10));
        assertThat(first).containsExactly(id);
        assertThat(second).isEmpty();
        assertThat(taken(id))
                .singleElement()
                .satisfies(input -> assertThat(TimerJson.read(input.detail())).isEqualTo(due));
        assertThat(transactions.engine(timers::untilNext).orElseThrow())
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        transactions.engineTask(tx -> timers.deleteAll(tx, id));
        assertThat(transactions.engine(timers::untilNext)).isEmpty();
    }
}
