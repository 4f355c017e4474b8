package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import org.junit.jupiter.api.Test;

/** Tasks that run again (workflows.md §6.4). */
class LoopTest {
    @Test
    void aLoopRunsUntilItsConditionSaysSoAndCarriesStateInVariables() {
        var stage = Stage.of("""
                vars: {count: 0}
                tasks:
                  - name: body
                    action: core.noop
                    input: {round: "{{ workflow.count }}", before: "{{ result().mark if result() else 'none' }}"}
                    next:
                      - {publish: [{count: "{{ workflow.count + 1 }}"}]}
                      - {when: "{{ workflow.count < 3 }}", do: [body]}
                output_map: {count: "{{ workflow.count }}", last: "{{ task.body.mark }}"}
                """).start().completeWith("body", "{mark: x}").completeWith("body#2", "{mark: y}");

        assertThat(stage.input("body#3")).isEqualTo(Stage.yaml("{round: 2, before: y}"));
        assertThat(stage.completeWith("body#3", "{mark: z}").result())
                .isEqualTo(Stage.yaml("{count: 3, last: z, succeeded: true}"));
    }

    @Test
    void aTaskBesideALoopRunsOnceForEachRoundAlsoWhenItIsSlower() {
        var stage = Stage.of("""
                tasks:
                  - name: a
                    action: core.noop
                    next: [{do: [note]}, {when: "{{ result().more }}", do: [a]}]
                  - {name: note, action: core.noop}
                """).start().completeWith("a", "{more: true}").completeWith("a#2", "{more: false}");

        assertThat(stage.running()).containsExactly("note");
        assertThat(stage.complete("note").running()).containsExactly("note#2");
        assertThat(stage.complete("note#2").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    /** Both of what it leads to end at once, and one leads to the other before that is followed. */
    @Test
    void aTaskThatRunsAgainBeforeItsEndIsFollowedPublishesTheResultOfThatEnd() {
        var stage = Stage.of("""
                vars: {n: 0}
                tasks:
                  - {name: a, action: core.noop, next: [{do: [b, each]}]}
                  - {name: b, action: core.noop, when: "{{ 1 > 2 }}", next: [{publish: [n: "{{ workflow.n + 1 }}"], do: [each]}]}
                  - name: each
                    action: core.noop
                    with_items: "{{ range(workflow.n) }}"
                    next: [{when: "{{ workflow.n < 2 }}", publish: [bare, called: "{{ result().total }}"]}, {when: "{{ failed() }}", do: [b]}]
                """).start().complete("a");

        assertThat(stage.running()).containsExactly("each/0#2");
        assertThat(stage.state.variables().values())
                .isEqualTo(Stage.yaml("{n: 1, bare: {items: [], total: 0, succeeded: 0, failed: 0}, called: 0}"));
    }

    @Test
    void theResultOfTheRoundBeforeIsReadUntilTheOneUnderWayIsOver() {
        var stage = Stage.of("""
                vars: {n: 0}
                tasks:
                  - name: a
                    action: core.noop
                    input: {before: "{{ task.a.mark | default('none') }}"}
                    next:
                      - {publish: [n: "{{ workflow.n + 1 }}"]}
                      - {when: "{{ workflow.n < 3 }}", do: [a]}
                      - {do: [beside]}
                  - {name: beside, action: core.noop, input: {mark: "{{ task.a.mark }}"}}
                """).start();
        assertThat(stage.input("a")).isEqualTo(Stage.yaml("{before: none}"));

        stage.completeWith("a", "{mark: x}");
        assertThat(stage.input("a#2")).isEqualTo(Stage.yaml("{before: x}"));
        assertThat(stage.input("beside")).isEqualTo(Stage.yaml("{mark: x}"));

        stage.completeWith("a#2", "{mark: y}").complete("beside");
        assertThat(stage.input("a#3")).isEqualTo(Stage.yaml("{before: y}"));
        assertThat(stage.input("beside#2")).isEqualTo(Stage.yaml("{mark: y}"));
    }

    @Test
    void aRunawayIsStoppedAndTheLimitNamed() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [a]}]}
                """);
        stage.maxDispatches = 2;
        stage.start().complete("a", "a#2");

        assertThat(stage.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(stage.error()).contains("task 'a' was started 2 times", "workflow.max_dispatches_per_task");
    }

    @Test
    void aFailureOfAnEarlierRoundDoesNotCount() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [b]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ failed() }}", do: [a]}]}
                """).start().complete("a").fail("b").complete("a#2", "b#2");

        assertThat(stage.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }
}
