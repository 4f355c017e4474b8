package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import org.junit.jupiter.api.Test;

/** Tasks that wait for several others (workflows.md §6.3). */
class JoinTest {
    private static final String DIAMOND = """
            tasks:
              - {name: a, action: core.noop, next: [{do: [b, c]}]}
              - {name: b, action: core.noop, next: [{when: "{{ succeeded() }}", do: [d]}]}
              - {name: c, action: core.noop, next: [{when: "{{ succeeded() }}", do: [d]}]}
              - {name: d, action: core.noop, join: 2}
            """;

    @Test
    void aDiamondMeetsOnceAndAfterBoth() {
        var stage = Stage.of(DIAMOND).start().complete("a", "c");
        assertThat(stage.running()).containsExactly("b");

        stage.complete("b");
        assertThat(stage.running()).containsExactly("d");
        assertThat(stage.complete("d").status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(stage.children).hasSize(4);
    }

    @Test
    void aJoinThatCannotBeMetFailsTheWorkflowAndIsNamed() {
        var stage = Stage.of(DIAMOND).start().complete("a", "b").fail("c");

        assertThat(stage.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(stage.error())
                .isEqualTo("Workflow failed: 1 task(s) failed: c;"
                        + " task 'd' waits for 2 of b, c to complete, but only b did");
    }

    @Test
    void aPredecessorCountsThoughItsTransitionDidNotFire() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [c]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ failed() }}", do: [c]}]}
                  - {name: c, action: core.noop, join: 2}
                """).start().complete("a", "b");

        assertThat(stage.running()).containsExactly("c");
    }

    @Test
    void aHandledFailureCountsAsCompleted() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [d]}]}
                  - {name: b, action: core.noop, next: [{do: [repair, d]}]}
                  - {name: repair, action: core.noop}
                  - {name: d, action: core.noop, join: 2}
                """).start().complete("a").fail("b");

        assertThat(stage.running()).containsExactly("repair", "d");
    }

    @Test
    void aJoinOfFewerThanAllStartsEarlyAndOnce() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [d]}]}
                  - {name: b, action: core.noop, next: [{do: [d]}]}
                  - {name: c, action: core.noop, next: [{do: [d]}]}
                  - {name: d, action: core.noop, join: 2}
                """).start().complete("a", "b", "d", "c");

        assertThat(stage.children).hasSize(4);
        assertThat(stage.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void insideALoopAJoinWaitsForTheBranchesOfItsOwnRound() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [b, c1]}]}
                  - {name: b, action: core.noop, next: [{do: [d]}]}
                  - {name: c1, action: core.noop, next: [{do: [c2]}]}
                  - {name: c2, action: core.noop, next: [{do: [d]}]}
                  - {name: d, action: core.noop, join: 2, next: [{when: "{{ result().more }}", do: [a]}]}
                """).start().complete("a", "b", "c1", "c2").completeWith("d", "{more: true}");

        stage.complete("a#2", "b#2");
        assertThat(stage.running()).containsExactly("c1#2");
        stage.complete("c1#2", "c2#2");
        assertThat(stage.completeWith("d#2", "{more: false}").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }
}
