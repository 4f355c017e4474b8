package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import org.junit.jupiter.api.Test;

/** Runs that keep what one has done that nobody could take further, and do again what it was doing (workflows.md §12). */
class GivenUpRerunTest {
    @Test
    void whatARunWasDoingWhenItWasGivenUpIsDoneAgain() {
        var earlier = Stage.of(RerunTest.CHAIN).start().completeWith("a", "{n: 7}");
        earlier.state = givenUp(earlier.state);

        var later = RerunTest.rerun(earlier, RerunTest.CHAIN, null);

        assertThat(later.running()).containsExactly("b");
        assertThat(later.complete("b", "c").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void withANamedTaskRunsWhateverElseAGivenUpRunWasDoing() {
        var both = "tasks: [{name: a, action: core.noop}, {name: b, action: core.noop}]";
        var earlier = Stage.of(both).start().complete("a");
        earlier.state = givenUp(earlier.state);

        var later = RerunTest.rerun(earlier, both, "a");

        assertThat(later.running()).containsExactly("a", "b");
        assertThat(later.complete("a", "b").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void partsThatAGivenUpRunWasDoingAreDoneAgainAlsoWithANamedTask() {
        var both = """
                tasks:
                  - {name: a, action: core.noop}
                  - {name: p, type: parallel, tasks: [{name: q, type: parallel, tasks: [{name: r, action: core.noop}]}]}
                """;
        var earlier = Stage.of(both).start().complete("a");
        earlier.state = givenUp(earlier.state);

        var later = RerunTest.rerun(earlier, both, "a");

        assertThat(later.running()).containsExactly("a", "r");
        assertThat(later.complete("a", "r").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    /** Neither comes before the other: each leads to the other. */
    @Test
    void aNamedTaskThatHadNotRunBeginsBesideWhatWasUnderWay() {
        var loop = """
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ failed() }}", do: [b]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ failed() }}", do: [a]}]}
                """;
        var earlier = Stage.of(loop).start();
        earlier.state = givenUp(earlier.state);

        var later = RerunTest.rerun(earlier, loop, "b");

        assertThat(later.running()).containsExactly("a", "b");
        assertThat(later.complete("a", "b").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void itemsThatCompletedBeforeTheRunWasGivenUpAreKept() {
        String each = """
                tasks: [{name: each, action: core.noop, with_items: "{{ range(5) }}", concurrency: 2}]
                output_map: {all: "{{ task.each.items | map(attribute='n') | list }}"}
                """;
        var earlier = Stage.of(each).start().completeWith("each/0", "{n: 0}").fail("each/1");
        earlier.completeWith("each/3", "{n: 3}");
        earlier.state = givenUp(earlier.state);

        var later = RerunTest.rerun(earlier, each, null);

        assertThat(later.running()).containsExactly("each/1", "each/2");
        assertThat(later.reused)
                .extracting(reuse -> String.valueOf(reuse.items()))
                .containsExactly("5:0,3");
        later.completeWith("each/2", "{n: 2}");
        later.state = givenUp(later.state);

        var last = RerunTest.rerun(later, each, null);
        assertThat(last.running()).containsExactly("each/1", "each/4");
        last.completeWith("each/1", "{n: 1}").completeWith("each/4", "{n: 4}");
        assertThat(last.result().path("all")).isEqualTo(Stage.yaml("[0, 1, 2, 3, 4]"));
    }

    @Test
    void ofAListOfWhichNothingHadCompletedAllItemsRun() {
        String each = "tasks: [{name: each, action: core.noop, with_items: \"{{ range(2) }}\"}]";
        var earlier = Stage.of(each).start().fail("each/0");
        earlier.state = givenUp(earlier.state);

        var later = RerunTest.rerun(earlier, each, null);

        assertThat(later.children.keySet()).extracting(Stage::name).containsExactly("each/0", "each/1");
        assertThat(later.reused).isEmpty();
    }

    private static WorkflowState givenUp(WorkflowState state) {
        WorkflowState givenUp = StateJson.read(StateJson.givenUp(StateJson.core(state)), state.variables());
        assertThat(givenUp.isDone()).isTrue();
        return givenUp;
    }
}
