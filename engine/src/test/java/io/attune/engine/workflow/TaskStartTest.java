package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a task's child gets, and tasks that start without one (workflows.md §4.2, §4.3, §6.2; expressions.md §3.3, §3.5). */
class TaskStartTest {
    @Test
    void inputIsRenderedFromParametersVariablesAndResultsWithTypes() {
        var stage = Stage.of("""
                vars: {greeting: "hello {{ parameters.name }}"}
                tasks:
                  - {name: a, action: core.noop, next: [{publish: [all], do: [b]}]}
                  - name: b
                    action: core.echo
                    timeout: 7
                    retry: {count: 2, delay: 1}
                    worker_selector: {zone: "{{ parameters.name }}"}
                    permission_set_ref: [core.viewer]
                    input:
                      greeting: "{{ workflow.greeting }}"
                      bare: "{{ greeting }}"
                      plain: "{{ task.a.result.data.n }}"
                      wide: "{{ task.a.n }}"
                      published: "{{ workflow.all.data.n }}"
                      status: "{{ task.a.status }}"
                """).with("name: eva").start().completeWith("a", "{data: {n: [1]}}");

        assertThat(stage.input("b"))
                .isEqualTo(Stage.yaml("{greeting: hello eva, bare: hello eva, plain: [1], wide: [1], published: [1],"
                        + " status: completed}"));
        var started = Objects.requireNonNull(stage.children.get(stage.key("b"))).started;
        assertThat(started.overrides())
                .isEqualTo(Stage.yaml("{permission_set_refs: [core.viewer], worker_selector: {zone: eva}}"));
        assertThat(started.triggeredBy()).isEqualTo("a");
        assertThat(started.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(started.maxRetries()).isEqualTo(2);
    }

    @Test
    void outputThatIsAJsonObjectIsSeenAsOne() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{publish: [n: "{{ result().n }}"]}]}
                """).start().completeWith("a", "{stdout: '{\"n\": 5}'}");

        assertThat(stage.state.variables().values().path("n").intValue()).isEqualTo(5);
    }

    @Test
    void withoutInputTheChildGetsTheParametersOfTheWorkflow() {
        var stage = Stage.of("tasks: [{name: a, action: core.noop}]")
                .with("{x: 1, y: 2}")
                .start();

        assertThat(stage.input("a")).isEqualTo(Stage.yaml("{x: 1, y: 2}"));
    }

    @Test
    void aTemplateThatCannotBeReadFailsItsTaskAndIsNamed() {
        String definition = """
                tasks:
                  - {name: a, action: core.noop, input: {hosts: ["{{ 1 + }}"]}, next: [{when: "{{ failed() }}", do: [b]}]}
                  - {name: b, action: core.noop, input: {why: "{{ result().error }}"}}
                """;

        assertThat(Stage.of(definition).start().input("b").path("why").asText())
                .contains("input.hosts[0]", "{{ 1 + }}");
        assertThat(Stage.of("tasks: [{name: a, action: core.noop, input: {x: '{{ nothing }}'}}]")
                        .start()
                        .error())
                .startsWith("Workflow failed: 1 task(s) failed: a; a: input: ")
                .contains("nothing");
    }

    @Test
    void anActionThatIsGoneFailsItsTask() {
        assertThat(Stage.of("tasks: [{name: a, action: core.missing}]").start().error())
                .isEqualTo("Workflow failed: 1 task(s) failed: a; a: action: there is no action 'core.missing'");
    }

    @Test
    void aTaskWhoseConditionDoesNotHoldIsSkippedAndCountsAsCompleted() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [c]}]}
                  - {name: b, action: core.noop, when: "{{ parameters.full }}", next: [{when: "succeeded()", do: [c]}]}
                  - {name: c, action: core.noop, join: 2, input: {b: "{{ task.b is defined }}"}}
                """).with("full: false").start().complete("a");

        assertThat(stage.running()).containsExactly("c");
        assertThat(stage.input("c").path("b").booleanValue()).isFalse();
    }

    @Test
    void aParallelTaskRunsItsPartsAndEndsWithTheLast() {
        var stage = Stage.of("""
                tasks:
                  - name: both
                    type: parallel
                    tasks:
                      - {name: left, action: core.noop, with_items: [1, 2], concurrency: 2}
                      - {name: right, action: core.noop}
                    next: [{when: "{{ succeeded() }}", do: [after]}]
                  - {name: after, action: core.noop, input: {r: "{{ result().right.n }}", l: "{{ task.both.left.total }}"}}
                """).start();
        assertThat(stage.running()).containsExactly("left/0", "left/1", "right");

        stage.completeWith("right", "{n: 1}").complete("left/0", "left/1");
        assertThat(stage.input("after")).isEqualTo(Stage.yaml("{r: 1, l: 2}"));
    }

    @Test
    void aParallelTaskFailsWithAnyOfItsParts() {
        var stage = Stage.of("""
                tasks:
                  - {name: both, type: parallel, tasks: [{name: left, action: core.noop}, {name: right, action: core.missing}]}
                """).start().complete("left");

        assertThat(stage.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(stage.error()).contains("failed: both; right: action:");
    }

    @Test
    void aPublishedValueThatCannotBeMadeLeavesOutTheRestOfItsTransition() {
        var stage = Stage.of("""
                tasks:
                  - name: a
                    action: core.noop
                    next: [{publish: [x: 1, y: "{{ no.such }}", z: 3], do: [b]}, {publish: [w: "{{ workflow.x + 1 }}"]}]
                  - {name: b, action: core.noop}
                """).start().complete("a");

        assertThat(stage.state.variables().values()).isEqualTo(Stage.yaml("{x: 1, w: 2}"));
        assertThat(stage.running()).containsExactly("b");
    }

    @Test
    void whatCannotBeRenderedIsLeftOutOfTheResult() {
        var stage = Stage.of("""
                tasks: [{name: a, action: core.noop}]
                output_map: {n: "{{ result().n }}", gone: "{{ task.a.nothing }}"}
                """).start().completeWith("a", "{n: 1}");

        assertThat(stage.result()).isEqualTo(Stage.yaml("{n: 1, succeeded: true}"));
    }

    @Test
    void inputsThatComeTwiceOrLateChangeNothing() {
        var stage = Stage.of("tasks: [{name: a, action: core.noop, next: [{do: [b]}]}, {name: b, action: core.noop}]")
                .start();
        var done = new WorkflowInput.ChildFinished(stage.now, stage.key("a"), ExecutionStatus.COMPLETED, false);
        stage.complete("a");
        WorkflowState before = stage.state;

        Decision again = new WorkflowDecider(1).decide(stage.plan, before, done, stage);

        assertThat(again.state()).isSameAs(before);
        assertThat(again.commands()).isEmpty();
        assertThat(again.notes()).hasSize(1);
    }
}
