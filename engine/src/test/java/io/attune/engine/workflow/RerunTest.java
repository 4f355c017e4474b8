package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs that keep what an earlier one has done (workflows.md §12). */
class RerunTest {
    private static final String CHAIN = """
            vars: {seen: none}
            tasks:
              - {name: a, action: core.noop, next: [{publish: [seen: a], do: [b]}]}
              - {name: b, action: core.noop, input: {seen: "{{ workflow.seen }}", from: "{{ task.a.n }}"}, next: [{publish: [seen: b]}, {when: "{{ succeeded() }}", do: [c]}]}
              - {name: c, action: core.noop}
            """;

    private static Stage rerun(Stage earlier, String definition, @Nullable String from) {
        return rerun(earlier, Stage.of(definition), from);
    }

    private static Stage rerun(Stage earlier, Stage later, @Nullable String from) {
        boolean changed = !later.parameters.isEmpty();
        if (!changed) {
            later.parameters = earlier.parameters;
        }
        later.reusing = earlier.children;
        return later.input(new WorkflowInput.Rerun(later.now, earlier.state, from, changed, null));
    }

    @Test
    void fromFailedTasksOnWithVariablesAsTheyStoodAndEarlierResults() {
        var earlier = Stage.of(CHAIN).start().completeWith("a", "{n: 7}").fail("b");
        assertThat(earlier.state.variables().values().path("seen").asText()).isEqualTo("b");

        var later = rerun(earlier, CHAIN, null);

        assertThat(later.running()).containsExactly("b");
        assertThat(later.input("b")).isEqualTo(Stage.yaml("{seen: a, from: 7}"));
        assertThat(later.reused).extracting(WorkflowCommand.ReuseChildren::task).containsExactly("a");
        assertThat(later.complete("b", "c").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void whatARunWasDoingWhenItWasGivenUpIsDoneAgain() {
        var earlier = Stage.of(CHAIN).start().completeWith("a", "{n: 7}");
        earlier.state = givenUp(earlier.state);

        var later = rerun(earlier, CHAIN, null);

        assertThat(later.running()).containsExactly("b");
        assertThat(later.complete("b", "c").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void withANamedTaskRunsWhateverElseAGivenUpRunWasDoing() {
        var both = "tasks: [{name: a, action: core.noop}, {name: b, action: core.noop}]";
        var earlier = Stage.of(both).start().complete("a");
        earlier.state = givenUp(earlier.state);

        var later = rerun(earlier, both, "a");

        assertThat(later.running()).containsExactly("a", "b");
        assertThat(later.complete("a", "b").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    private static WorkflowState givenUp(WorkflowState state) {
        WorkflowState givenUp = StateJson.read(StateJson.givenUp(StateJson.core(state)), state.variables());
        assertThat(givenUp.isDone()).isTrue();
        return givenUp;
    }

    @Test
    void fromANamedTaskOn() {
        var earlier = Stage.of(CHAIN).start().completeWith("a", "{n: 7}").complete("b", "c");

        var later = rerun(earlier, CHAIN, "c");

        assertThat(later.running()).containsExactly("c");
        assertThat(later.reused).extracting(WorkflowCommand.ReuseChildren::task).containsExactly("a", "b");
        assertThat(later.complete("c").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void onlyTheItemsThatDidNotCompleteRunAgain() {
        String each = """
                tasks:
                  - {name: each, action: core.noop, with_items: "{{ parameters.items }}", concurrency: 3, input: {v: "{{ item }}"}}
                output_map: {all: "{{ task.each.items | map(attribute='n') | list }}"}
                """;
        var earlier = Stage.of(each).with("items: [a, b, c]").start();
        earlier.completeWith("each/0", "{n: 0}").fail("each/1").completeWith("each/2", "{n: 2}");

        var later = rerun(earlier, each, null);

        assertThat(later.running()).containsExactly("each/1");
        assertThat(later.completeWith("each/1", "{n: 1}").result().path("all")).isEqualTo(Stage.yaml("[0, 1, 2]"));
    }

    @Test
    void aLoopGoesOnInTheRoundThatFailed() {
        String loop = """
                vars: {n: 0}
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ succeeded() }}", publish: [n: "{{ workflow.n + 1 }}"], do: [b]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ succeeded() and workflow.n < 3 }}", do: [a]}]}
                """;
        var earlier = Stage.of(loop).start().complete("a", "b", "a#2").fail("b#2");

        var later = rerun(earlier, loop, null);

        assertThat(later.running()).containsExactly("b#2");
        assertThat(later.complete("b#2").running()).containsExactly("a#3");
        assertThat(later.complete("a#3", "b#3").status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(later.state.variables().values().path("n").intValue()).isEqualTo(3);
    }

    @Test
    void aHandledFailureIsRunAgainWithWhatFollowedIt() {
        String recovered = """
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ failed() }}", do: [repair]}]}
                  - {name: repair, action: core.noop}
                """;
        var earlier = Stage.of(recovered).start().fail("a", "repair");

        var later = rerun(earlier, recovered, null);

        assertThat(later.running()).containsExactly("a");
        assertThat(later.complete("a").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void whatCompletedWhileTheRunWasBeingCancelledIsFollowed() {
        var earlier = Stage.of(CHAIN).start().completeWith("a", "{n: 7}");
        earlier.input(new WorkflowInput.CancelRequested(earlier.now)).complete("b");
        assertThat(earlier.status()).isEqualTo(ExecutionStatus.CANCELLED);

        var later = rerun(earlier, CHAIN, null);

        assertThat(later.running()).containsExactly("c");
        assertThat(later.state.variables().values().path("seen").asText()).isEqualTo("b");
        assertThat(later.complete("c").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void theStartThatWasOneTooManyIsTriedAgain() {
        String loop = """
                tasks:
                  - {name: a, action: core.noop, next: [{do: [b]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ result().more | default(false) }}", do: [a]}]}
                """;
        var earlier = Stage.of(loop);
        earlier.maxDispatches = 1;
        earlier.start().complete("a").completeWith("b", "{more: true}");
        assertThat(earlier.error()).contains("was started 1 times, which is the limit");

        assertThat(rerun(earlier, loop, null).complete("a#2", "b#2").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void aRunWhoseVariablesHadNoValueBeginsAnew() {
        String broken = "vars: {v: \"{{ parameters.list[0] - 1 }}\"}\ntasks: [{name: a, action: core.noop}]";
        var earlier = Stage.of(broken).with("list: [x]").start();
        assertThat(earlier.status()).isEqualTo(ExecutionStatus.FAILED);

        assertThat(rerun(earlier, Stage.of(broken).with("list: [1]"), null).running())
                .containsExactly("a");
    }

    /** Nobody waits for the children of a run that was given up. */
    @Test
    void whatARunThatWasGivenUpLeftUnderWayIsDoneAgain() {
        var earlier = Stage.of(CHAIN).start().completeWith("a", "{n: 7}");

        var later = rerun(earlier, CHAIN, null);

        assertThat(later.running()).containsExactly("b");
        assertThat(later.complete("b", "c").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void otherParametersMakeOtherItems() {
        String each = """
                tasks:
                  - {name: each, action: core.noop, with_items: "{{ parameters.items }}", concurrency: 9, input: {v: "{{ item }}"}}
                """;
        var earlier = Stage.of(each).with("items: [a, b, c]").start();
        earlier.complete("each/0").fail("each/1").complete("each/2");

        var later = rerun(earlier, Stage.of(each).with("items: [x, b, c]"), null);

        assertThat(later.running()).containsExactly("each/0", "each/1", "each/2");
        assertThat(later.input("each/0")).isEqualTo(Stage.yaml("{v: x}"));
    }
}
