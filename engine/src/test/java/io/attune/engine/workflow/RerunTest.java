package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs that keep what an earlier one has done (workflows.md §12). */
class RerunTest {
    static final String CHAIN = """
            vars: {seen: none}
            tasks:
              - {name: a, action: core.noop, next: [{publish: [seen: a], do: [b]}]}
              - {name: b, action: core.noop, input: {seen: "{{ workflow.seen }}", from: "{{ task.a.n }}"}, next: [{publish: [seen: b]}, {when: "{{ succeeded() }}", do: [c]}]}
              - {name: c, action: core.noop}
            """;

    static Stage rerun(Stage earlier, String definition, @Nullable String from) {
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
    void aRoundThatIsDoneAgainReadsTheOneBeforeItAndNotWhatIsTakenBack() {
        String loop = """
                tasks:
                  - name: a
                    action: core.noop
                    input: {a: "{{ task.a.n | default(0) }}", b: "{{ task.b.n | default(0) }}", c: "{{ task.c.n | default(0) }}"}
                    next: [{when: "{{ succeeded() }}", do: [b]}, {when: "{{ failed() }}", do: [c]}]
                  - {name: b, action: core.noop, next: [{when: "{{ succeeded() }}", do: [a]}]}
                  - {name: c, action: core.noop, next: [{when: "{{ succeeded() and result().n < 2 }}", do: [c]}]}
                """;
        var earlier = Stage.of(loop).start().completeWith("a", "{n: 1}").completeWith("b", "{n: 1}");
        earlier.fail("a#2").completeWith("c", "{n: 1}").completeWith("c#2", "{n: 2}");

        var later = rerun(earlier, loop, "a");

        assertThat(later.running()).containsExactly("a#2");
        assertThat(later.input("a#2")).isEqualTo(Stage.yaml("{a: 1, b: 1, c: 0}"));
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

    @Test
    void aTaskToWhichEveryRoundLeadsRunsInTheRoundThatIsDoneAgain() {
        String polling = """
                vars: {n: 0}
                tasks:
                  - name: poll
                    action: core.noop
                    next:
                      - {when: "{{ succeeded() }}", publish: [n: "{{ workflow.n + 1 }}"], do: [report]}
                      - {when: "{{ succeeded() and workflow.n < 2 }}", do: [poll]}
                  - {name: report, action: core.noop}
                """;
        var earlier = Stage.of(polling).start().complete("poll", "report").fail("poll#2");

        var later = rerun(earlier, polling, null);

        assertThat(later.running()).containsExactly("poll#2");
        assertThat(later.complete("poll#2").running()).containsExactly("report#2");
        assertThat(later.complete("report#2").status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    @Test
    void aJoinIsStillWantedByThoseThatAreKept() {
        String joined = """
                tasks:
                  - {name: a, action: core.noop, next: [{do: [j]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ failed() }}", do: [j]}]}
                  - {name: j, action: core.noop, join: 2}
                """;
        var earlier = Stage.of(joined).start().complete("a").fail("b");
        assertThat(earlier.status()).isEqualTo(ExecutionStatus.FAILED);

        assertThat(rerun(earlier, joined, null).complete("b").running()).containsExactly("j");
    }

    /** Two things failed, each with a past of its own. */
    @Test
    void variablesStandAsTheyDidBeforeTheTaskThatSetThemWasDoneAgain() {
        String both = """
                vars: {v: none}
                tasks:
                  - {name: early, action: core.noop}
                  - {name: s, action: core.noop, next: [{do: [b]}]}
                  - {name: b, action: core.noop, next: [{when: "{{ workflow.v == 'none' }}", publish: [v: first], do: [c]}]}
                  - {name: c, action: core.noop, input: {v: "{{ workflow.v }}"}, next: [{when: "{{ failed() }}", do: [b]}]}
                """;
        var earlier = Stage.of(both).start().fail("early").complete("s", "b").fail("c");
        assertThat(earlier.complete("b#2").status()).isEqualTo(ExecutionStatus.FAILED);

        var later = rerun(earlier, both, null);

        assertThat(later.running()).containsExactly("early", "c");
        assertThat(later.input("c")).isEqualTo(Stage.yaml("{v: first}"));
    }

    @Test
    void aRepetitionThatWasStillOwedIsNotForgotten() {
        String twice = """
                vars: {n: 0}
                tasks:
                  - name: a
                    action: core.noop
                    next:
                      - {do: [b]}
                      - {when: "{{ workflow.n < 1 }}", publish: [n: "{{ workflow.n + 1 }}"], do: [a]}
                  - {name: b, action: core.noop}
                """;
        var earlier = Stage.of(twice).start().complete("a", "a#2");
        earlier.input(new WorkflowInput.CancelRequested(earlier.now)).complete("b");
        assertThat(earlier.status()).isEqualTo(ExecutionStatus.CANCELLED);

        assertThat(rerun(earlier, twice, null).running()).containsExactly("b#2");
    }

    @Test
    void itemsAreKeptForOneRoundOnly() {
        String rounds = """
                vars: {n: 0}
                tasks:
                  - name: each
                    action: core.noop
                    with_items: "{{ range(2) }}"
                    concurrency: 2
                    next: [{when: "{{ succeeded() and workflow.n < 1 }}", publish: [n: "{{ workflow.n + 1 }}"], do: [each]}]
                """;
        var earlier = Stage.of(rounds).start().complete("each/0").fail("each/1");

        var later = rerun(earlier, rounds, null);

        assertThat(later.running()).containsExactly("each/1");
        assertThat(later.complete("each/1").running()).containsExactly("each/0#2", "each/1#2");
    }

    @Test
    void partsAreKeptWithTheirParallelTask() {
        String late = """
                tasks:
                  - {name: a, action: core.noop, next: [{do: [p, b]}]}
                  - {name: p, type: parallel, delay: 5, tasks: [{name: q, action: core.noop}]}
                  - {name: b, action: core.noop, next: [{when: "{{ succeeded() }}", do: [p]}]}
                output_map: {q: "{{ task.p.q.n }}"}
                """;
        var earlier = Stage.of(late).start().complete("a").pass(Duration.ofSeconds(5));
        earlier.completeWith("q", "{n: 1}").fail("b");

        var later = rerun(earlier, late, null);

        assertThat(later.running()).containsExactly("b");
        assertThat(later.reused).extracting(WorkflowCommand.ReuseChildren::task).containsExactly("a", "q");
        assertThat(later.complete("b").result().path("q").intValue()).isEqualTo(1);
    }

    private static final String NESTED = """
            tasks:
              - name: p
                type: parallel
                tasks:
                  - {name: q, type: parallel, tasks: [{name: r, action: core.noop}]}
                  - {name: s, action: core.noop}
            """;

    @Test
    void fromAPartHoweverDeepIsFromTheParallelTask() {
        var completed = Stage.of(NESTED).start().complete("r", "s");
        assertThat(completed.status()).isEqualTo(ExecutionStatus.COMPLETED);
        var failed = Stage.of(NESTED).start().complete("s").fail("r");
        assertThat(failed.status()).isEqualTo(ExecutionStatus.FAILED);

        for (Stage earlier : new Stage[] {completed, failed}) {
            var later = rerun(earlier, NESTED, "r");

            assertThat(later.running()).containsExactlyInAnyOrder("r", "s");
            assertThat(later.complete("r", "s").status()).isEqualTo(ExecutionStatus.COMPLETED);
        }
    }

    @Test
    void whyAPartFailedIsSaidHoweverDeepItIs() {
        var refused = Stage.of(NESTED.replace(
                        "{name: r, action: core.noop}", "{name: r, action: core.noop, input: {x: '{{ gone }}'}}"))
                .start()
                .complete("s");

        assertThat(refused.error())
                .startsWith("Workflow failed: 1 task(s) failed: p; r: ")
                .contains("gone");
    }
}
