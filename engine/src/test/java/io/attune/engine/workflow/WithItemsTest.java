package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tasks that run once for each element of a list (workflows.md §7). */
class WithItemsTest {
    private static String task(String more) {
        return """
                tasks:
                  - name: each
                    action: core.noop
                    with_items: "{{ parameters.items }}"
                    input: {value: "{{ item }}", at: "#{{ index }}"}
                    %s
                """.formatted(more);
    }

    @Test
    void allChildrenExistAtOnceAndAsManyRunAsMay() {
        var stage = Stage.of(task("concurrency: 2"))
                .with("items: [1, '1', {a: 1}, true]")
                .start();

        assertThat(stage.running()).containsExactly("each/0", "each/1");
        assertThat(stage.held()).containsExactly("each/2", "each/3");
        assertThat(stage.input("each/2")).isEqualTo(Stage.yaml("{value: {a: 1}, at: '#2'}"));
        assertThat(stage.complete("each/1").running()).containsExactly("each/0", "each/2");
        stage.complete("each/0", "each/2");
        assertThat(stage.complete("each/3").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void oneRunsAtATimeUnlessTheTaskSaysMore() {
        assertThat(Stage.of(task("")).with("items: [1, 2]").start().running()).containsExactly("each/0");
    }

    @Test
    void theResultIsTheAggregateInTheOrderOfTheItems() {
        var stage = Stage.of(task("""
                concurrency: 3
                    next: [{when: "{{ failed() }}", publish: [{all: "{{ result() }}"}], do: [after]}]
                  - {name: after, action: core.noop, input: {second: "{{ task.each.items[1].n }}", failed: "{{ result().failed }}"}}
                """)).with("items: [a, b, c]").start();
        stage.completeWith("each/2", "{n: 3}").completeWith("each/1", "{n: 2}");
        stage.end("each/0", ExecutionStatus.FAILED, false, "{n: 1}");

        assertThat(stage.input("after")).isEqualTo(Stage.yaml("{second: 2, failed: 1}"));
        assertThat(stage.state.variables().values().path("all").path("items"))
                .isEqualTo(Stage.yaml("[{n: 1}, {n: 2}, {n: 3}]"));
    }

    @Test
    void theTaskTimedOutIfItemsDidAndNoneFailed() {
        String next = "next: [{when: '{{ timed_out() }}', do: [late]}]\n  - {name: late, action: core.noop}";

        var late = Stage.of(task("concurrency: 2\n    " + next))
                .with("items: [1, 2]")
                .start();
        assertThat(late.timeOut("each/0").complete("each/1").running()).containsExactly("late");
        var failed = Stage.of(task("concurrency: 2\n    " + next))
                .with("items: [1, 2]")
                .start();
        assertThat(failed.timeOut("each/0").fail("each/1").status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void anEmptyListSucceedsAtOnce() {
        var stage = Stage.of(task("next: [{publish: [{n: '{{ result().total }}'}]}]"))
                .with("items: []")
                .start();

        assertThat(stage.children).isEmpty();
        assertThat(stage.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(stage.state.variables().values().path("n").intValue()).isZero();
    }

    @Test
    void whatIsNoListIsOneItem() {
        var stage = Stage.of(task("")).with("items: {a: 1}").start();

        assertThat(stage.input("each/0").path("value")).isEqualTo(Stage.yaml("{a: 1}"));
        assertThat(stage.notes).extracting(Note::text).anyMatch(text -> text.contains("no list"));
    }

    @Test
    void batchesAreListsAndTheLastOneIsShorter() {
        var stage = Stage.of(task("batch_size: 2\n    concurrency: 9"))
                .with("items: [a, b, c]")
                .start();

        assertThat(stage.running()).containsExactly("each/0", "each/1");
        assertThat(stage.input("each/0").path("value")).isEqualTo(Stage.yaml("[a, b]"));
        assertThat(stage.input("each/1")).isEqualTo(Stage.yaml("{value: [c], at: '#1'}"));
    }

    @Test
    void eachItemIsRetriedByItselfAndKeepsItsPlace() {
        var stage = Stage.of(task("retry: {count: 1, delay: 5}"))
                .with("items: [a, b]")
                .start()
                .fail("each/0");

        assertThat(stage.held()).containsExactly("each/1", "each/0~1");
        assertThat(stage.running()).isEmpty();
        stage.pass(Duration.ofSeconds(5));
        assertThat(stage.running()).containsExactly("each/0~1");
        stage.complete("each/0~1", "each/1");
        assertThat(stage.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void aBadInputFailsTheTaskBeforeAnyChildExists() {
        var stage = Stage.of(task("").replace("{{ item }}", "{{ item.host }}"))
                .with("items: [{host: a}, {}]")
                .start();

        assertThat(stage.children).isEmpty();
        assertThat(stage.error()).startsWith("Workflow failed: 1 task(s) failed: each; each: input: ");
    }

    @Test
    void aTaskWhoseInputsWouldFillTheMemoryFails() {
        var stage = Stage.of("""
                tasks:
                  - {name: each, action: core.noop, with_items: "{{ range(70) }}", input: {all: "{{ parameters.text }}"}}
                """);
        stage.parameters.put("text", "x".repeat(1 << 20));

        stage.start();

        assertThat(stage.children).isEmpty();
        assertThat(stage.error()).contains("the inputs of its 70 items take more than 64 MiB together");
    }

    /** They may be long. */
    @Test
    void variablesAreNotReadWhenAnItemEndsThatNobodyAsksAbout() {
        var stage = Stage.of("vars: {long: text}\n"
                        + task("concurrency: 1\n    input: {v: \"{{ workflow.long }} {{ item }}\"}"))
                .with("items: [a, b, c]")
                .start();
        WorkflowState stored = StateJson.read(StateJson.core(stage.state), Variables.stored(() -> {
            throw new AssertionError("nobody asked for them");
        }));
        var end = new WorkflowInput.ChildFinished(
                stage.now, new ChildKey("each", 1, 0, 0), ExecutionStatus.COMPLETED, false);

        Decision decision = new WorkflowDecider(1000).decide(stage.plan, stored, end, stage);

        assertThat(decision.commands()).hasSize(1);
        assertThat(decision.state().variables()).isSameAs(stored.variables());
    }

    @Test
    void aConditionOverAResultNeedsNoVariables() {
        var stage = Stage.of("""
                vars: {long: text}
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ result().n > 1 and parameters.go }}", do: [b]}]}
                  - {name: b, action: core.noop, input: {n: "{{ task.a.n }}"}}
                """).with("go: true").start();
        stage.state = StateJson.read(StateJson.core(stage.state), Variables.stored(() -> {
            throw new AssertionError("nobody asked for them");
        }));
        var result = new ChildResult(ExecutionStatus.COMPLETED, Stage.yaml("{n: 2}"), List.of());
        Objects.requireNonNull(stage.children.get(stage.key("a"))).end = Optional.of(result);

        Decision decision = new WorkflowDecider(1000)
                .decide(
                        stage.plan,
                        stage.state,
                        new WorkflowInput.ChildFinished(stage.now, stage.key("a"), ExecutionStatus.COMPLETED, false),
                        stage);

        assertThat(decision.commands())
                .hasOnlyElementsOfType(WorkflowCommand.StartChild.class)
                .hasSize(1);
    }

    /** In whatever order they end, and without a look at variables or at what they gave: the state stays small, and the work is linear. */
    @Test
    void tenThousandItemsCostTenThousandSmallDecisions() {
        var items = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 10_000; i++) {
            items.add(i);
        }
        var stage = Stage.of("vars: {long: text}\n" + task("concurrency: 500"));
        stage.parameters.set("items", items);
        var decider = new WorkflowDecider(1000);
        Decision started =
                decider.decide(stage.plan, WorkflowState.NEW, new WorkflowInput.Started(stage.now, null), stage);
        WorkflowState state = StateJson.read(StateJson.core(started.state()), Variables.stored(() -> {
            throw new AssertionError("nobody asked for them");
        }));
        List<Integer> running = released(started);
        assertThat(running).hasSize(500);
        var random = new Random(1);
        int released = running.size();
        int longest = 0;
        for (int ended = 0; ended < 9_999; ended++) {
            Collections.swap(running, random.nextInt(running.size()), running.size() - 1);
            var input = new WorkflowInput.ChildFinished(
                    stage.now, new ChildKey("each", 1, running.removeLast(), 0), ExecutionStatus.COMPLETED, false);
            Decision decision = decider.decide(stage.plan, state, input, stage);
            assertThat(decision.commands()).hasSize(released < 10_000 ? 1 : 0);
            running.addAll(released(decision));
            released += decision.commands().size();
            state = decision.state();
            if (ended % 500 == 0) {
                longest = Math.max(longest, StateJson.core(state).toString().length());
            }
        }
        assertThat(released).isEqualTo(10_000);
        assertThat(longest).isLessThan(2_500);
        assertThat(stage.lookUps).isZero();
    }

    private static List<Integer> released(Decision decision) {
        List<Integer> items = new ArrayList<>();
        for (WorkflowCommand command : decision.commands()) {
            switch (command) {
                case WorkflowCommand.StartChild start
                when !start.held() ->
                    items.add(Objects.requireNonNull(start.child().item()));
                case WorkflowCommand.ReleaseChild(ChildKey child) -> items.add(Objects.requireNonNull(child.item()));
                default -> {
                    // Nothing that runs.
                }
            }
        }
        return items;
    }
}
