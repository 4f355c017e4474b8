package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import org.junit.jupiter.api.Test;

/** What follows a task (workflows.md §5, §6.3, §6.5). */
class TransitionTest {
    @Test
    void everyEntryTaskStartsAtOnce() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop}
                  - {name: b, action: core.noop}
                """).start();

        assertThat(stage.running()).containsExactly("a", "b");
        assertThat(stage.complete("a").status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(stage.complete("b").status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(stage.result()).isEqualTo(Stage.yaml("succeeded: true"));
    }

    @Test
    void aGraphInWhichEachTaskFollowsAnotherStartsWithTheFirst() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [b]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ failed() }}", do: [a]}]}
                """).start();

        assertThat(stage.running()).containsExactly("a");
        assertThat(stage.complete("a", "b").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void allTransitionsThatMatchFireAndTheWholeConditionCounts() {
        var stage = Stage.of("""
                tasks:
                  - name: a
                    action: core.noop
                    next:
                      - {when: "{{ succeeded() and result().code == 200 }}", do: [ok]}
                      - {when: "succeeded() and result().code == 404", do: [missing]}
                      - {when: "{{ not failed() }}", do: [always]}
                  - {name: ok, action: core.noop}
                  - {name: missing, action: core.noop}
                  - {name: always, action: core.noop}
                """).start().completeWith("a", "{data: {code: 404}}");

        assertThat(stage.running()).containsExactly("missing", "always");
    }

    @Test
    void aConditionWithoutValueFiresOnSuccessOnly() {
        String definition = """
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ result().nothing.here }}", do: [b]}]}
                  - {name: b, action: core.noop}
                """;

        assertThat(Stage.of(definition).start().complete("a").running()).containsExactly("b");
        assertThat(Stage.of(definition).start().fail("a").running()).isEmpty();
    }

    @Test
    void aFailureThatLeadsToATaskIsHandled() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ failed() }}", do: [repair]}]}
                  - {name: repair, action: core.noop, input: {why: "{{ result().error }}"}}
                """).start().fail("a");

        assertThat(stage.input("repair").path("why").asText()).isEqualTo("broken");
        assertThat(stage.complete("repair").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void anUnhandledFailureStopsItsOwnBranchOnly() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ succeeded() }}", do: [c]}, {when: "{{ failed() }}", publish: [x: 1]}]}
                  - {name: b, action: core.noop, next: [{do: [d]}]}
                  - {name: c, action: core.noop}
                  - {name: d, action: core.noop}
                output_map: {x: "{{ x }}"}
                """).start().fail("a").complete("b", "d");

        assertThat(stage.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(stage.result())
                .isEqualTo(Stage.yaml("{error: 'Workflow failed: 1 task(s) failed: a', succeeded: false}"));
    }

    @Test
    void aTaskWithSeveralPredecessorsAndNoJoinRunsOnce() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [c]}]}
                  - {name: b, action: core.noop, next: [{do: [c]}]}
                  - {name: c, action: core.noop}
                """).start().complete("a", "c", "b");

        assertThat(stage.children).hasSize(3);
        assertThat(stage.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void timeOutsAreFailuresUnlessTheTaskAsksForThem() {
        String task = """
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ failed() }}", do: [failed]}%s]}
                  - {name: failed, action: core.noop}
                  - {name: late, action: core.noop, next: [{do: [late]}]}
                """;

        assertThat(Stage.of(task.formatted("")).start().timeOut("a").running()).contains("failed");
        assertThat(Stage.of(task.formatted(", {when: '{{ timed_out() }}', do: [late]}"))
                        .start()
                        .timeOut("a")
                        .running())
                .containsExactly("late");
    }

    @Test
    void oldFormsBecomeTransitions() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, on_success: b, on_failure: c, publish: [code: "{{ result().code }}"]}
                  - {name: b, action: core.noop, decision: [{when: "{{ workflow.code > 1 }}", next: d}, {default: true, next: c}]}
                  - {name: c, action: core.noop}
                  - {name: d, action: core.noop}
                """).start().completeWith("a", "{code: 2}").complete("b");

        assertThat(stage.running()).containsExactly("d", "c");
    }
}
