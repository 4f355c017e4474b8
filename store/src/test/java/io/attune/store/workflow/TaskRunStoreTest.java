package io.attune.store.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.IndexSet;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.ExecutionViewStore;
import io.attune.store.execution.Move;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Origin;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.TaskRunStore.ShownChild;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Children that show what those of an earlier run did. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskRunStoreTest {
    private final TestDatabase database = TestDatabase.open();
    private final Transactions transactions = database.transactions();
    private final ExecutionStore executions = new ExecutionStore(new SecretValueStore(MemoryDataKeys.box()));
    private final ExecutionViewStore views = new ExecutionViewStore();
    private final TaskRunStore children = new TaskRunStore();
    private TenantId tenant;

    @BeforeAll
    void open() {
        tenant = transactions.engine(tx -> new TenantId(tx.sql()
                .fetchSingle("insert into tenant (ref, label) values ('t', 'T') returning id")
                .get(0, Long.class)));
    }

    @AfterAll
    void close() {
        database.close();
    }

    private ExecutionId insert(@Nullable ExecutionId parent, @Nullable ObjectNode task) {
        var run = new NewExecution(
                tenant,
                null,
                "p.one",
                origin(parent),
                JsonNodeFactory.instance.objectNode().put("n", 1),
                List.of(),
                null,
                List.of("standard"),
                NewExecution.Retention.DEFAULT,
                NewExecution.PlacementOverride.NONE,
                new NewExecution.Start.Ask(),
                task,
                null);
        List<@Nullable Long> nowhere = new ArrayList<>();
        nowhere.add(null);
        return transactions.engine(tx ->
                executions.insert(tx, List.of(run), nowhere, Initiator.WORKFLOW).getFirst());
    }

    private static Origin origin(@Nullable ExecutionId parent) {
        return new Origin(null, "p.rule", null, parent, null);
    }

    /** A child that has ended. */
    private ExecutionId child(ExecutionId parent, @Nullable Integer item, int attempt, ExecutionStatus status) {
        ObjectNode task = JsonNodeFactory.instance
                .objectNode()
                .put("workflow_execution", parent.value())
                .put("task_name", "a")
                .put("iteration", 1)
                .put("retry_count", attempt);
        if (item != null) {
            task.put("task_index", item);
        }
        var id = insert(parent, task);
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("from", id.value());
        transactions.engineTask(tx -> executions.move(
                tx, List.of(new Move(id, ExecutionStatus.REQUESTED, status, result)), Initiator.PLATFORM));
        return id;
    }

    private List<ShownChild> show(ExecutionId run, @Nullable IndexSet items, ExecutionId... earlier) {
        return transactions.engine(tx -> children.show(tx, origin(run), List.of(earlier), "a", 1, items));
    }

    private Execution view(ExecutionId execution) {
        return transactions.engine(
                tx -> views.find(tx, new TenantScope(tenant, false), execution).orElseThrow());
    }

    @Test
    void theLatestAttemptIsShownWithWhatItWasGivenAndGave() {
        var first = insert(null, null);
        child(first, null, 0, ExecutionStatus.FAILED);
        var done = child(first, null, 1, ExecutionStatus.COMPLETED);
        var again = insert(null, null);

        var shown = show(again, null, first);

        assertThat(shown).extracting(ShownChild::status).containsExactly(ExecutionStatus.COMPLETED);
        var execution = view(shown.getFirst().execution());
        assertThat(execution.source()).isEqualTo(done.value());
        assertThat(execution.result()).isEqualTo(view(done).result());
        assertThat(execution.config()).isEqualTo(view(done).config());
        assertThat(execution.summary())
                .returns(again.value(), summary -> summary.parent())
                .returns("p.rule", summary -> summary.ruleRef())
                .returns(
                        again.value(),
                        summary -> summary.workflowTask()
                                .path("workflow_execution")
                                .asLong())
                .returns(
                        1, summary -> summary.workflowTask().path("retry_count").asInt());
        assertThat(execution.endedAt()).isEqualTo(view(done).endedAt());
        assertThat(view(done).source()).isEqualTo(done.value());
    }

    @Test
    void ofItemsThoseAreShownThatAreKept() {
        var first = insert(null, null);
        var kept = child(first, 0, 0, ExecutionStatus.COMPLETED);
        child(first, 1, 0, ExecutionStatus.FAILED);
        var also = child(first, 2, 0, ExecutionStatus.COMPLETED);
        var again = insert(null, null);

        var shown = show(again, IndexSet.all(3).without(1), first);

        assertThat(shown.stream().map(child -> view(child.execution()).source()))
                .containsExactly(kept.value(), also.value());
    }

    @Test
    void whatIsShownIsNobodysResult() {
        var first = insert(null, null);
        var done = child(first, null, 0, ExecutionStatus.COMPLETED);
        var second = insert(null, null);
        show(second, null, first);
        var third = insert(null, null);

        var result = transactions.engine(tx -> children.findResult(tx, List.of(third, second, first), "a", 1, null)
                .orElseThrow());
        assertThat(result.execution()).isEqualTo(done);
        assertThat(show(third, null, second, first).stream()
                        .map(child -> view(child.execution()).source()))
                .as("the one that did it, and not the one that shows it")
                .containsExactly(done.value());
    }
}
