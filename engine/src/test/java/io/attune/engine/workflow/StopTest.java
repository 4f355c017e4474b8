package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Cancelling, pausing, and running out of time (workflows.md §8, §10). */
class StopTest {
    private static final String CHAIN = """
            tasks:
              - {name: a, action: core.noop, retry: {count: 1, delay: 1}, next: [{do: [b]}]}
              - {name: b, action: core.noop}
            """;

    @Test
    void afterACancelNothingStartsAndTheEndOfTheLastChildIsTheEnd() {
        var stage = Stage.of(CHAIN).start();
        stage.input(new WorkflowInput.CancelRequested(stage.now));
        assertThat(stage.cancels).containsExactly(CancellationPolicy.ALLOW_FINISH);
        assertThat(stage.status()).isEqualTo(ExecutionStatus.RUNNING);

        stage.fail("a");
        assertThat(stage.children).hasSize(1);
        assertThat(stage.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(stage.result()).isEqualTo(Stage.yaml("{error: Workflow cancelled, succeeded: false}"));
    }

    @Test
    void thePolicyOfTheWorkflowGoesWithTheCancel() {
        var stage = Stage.of("cancellation_policy: cancel_running\n" + CHAIN).start();
        stage.input(new WorkflowInput.CancelRequested(stage.now));

        assertThat(stage.cancels).containsExactly(CancellationPolicy.CANCEL_RUNNING);
    }

    @Test
    void aPauseHoldsUpWhatWouldStartAndTheResumeStartsIt() {
        var stage = Stage.of(CHAIN).start();
        stage.input(new WorkflowInput.PauseRequested(stage.now)).complete("a");
        assertThat(stage.running()).isEmpty();
        assertThat(stage.status()).isEqualTo(ExecutionStatus.RUNNING);

        stage.input(new WorkflowInput.ResumeRequested(stage.now));
        assertThat(stage.running()).containsExactly("b");
    }

    @Test
    void aWorkflowThatWasPausedBeforeItsStartStartsNothingUntilItIsResumed() {
        var stage = Stage.of(CHAIN);
        stage.state = WorkflowState.NEW_AND_PAUSED;
        stage.start();
        assertThat(stage.children).isEmpty();
        assertThat(stage.status()).isEqualTo(ExecutionStatus.RUNNING);

        stage.input(new WorkflowInput.ResumeRequested(stage.now));
        assertThat(stage.running()).containsExactly("a");
    }

    @Test
    void aRetryThatIsDueDuringAPauseWaitsForItsEnd() {
        var stage = Stage.of(CHAIN).start().fail("a");
        stage.input(new WorkflowInput.PauseRequested(stage.now)).pass(Duration.ofSeconds(1));
        assertThat(stage.held()).containsExactly("a~1");

        stage.input(new WorkflowInput.ResumeRequested(stage.now));
        assertThat(stage.running()).containsExactly("a~1");
    }

    @Test
    void aTaskWithADelayStartsAfterIt() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [b]}]}
                  - {name: b, action: core.noop, delay: 30, input: {x: "{{ result().x }}"}}
                """).start().completeWith("a", "{x: 1}");
        assertThat(stage.pass(Duration.ofSeconds(29)).running()).isEmpty();

        assertThat(stage.pass(Duration.ofSeconds(1)).running()).containsExactly("b");
        assertThat(stage.input("b").path("x").intValue()).isEqualTo(1);
    }

    @Test
    void aWorkflowWhoseTimeIsUpCancelsItsChildrenAndHasTimedOut() {
        var stage = Stage.of(CHAIN);
        stage.input(new WorkflowInput.Started(stage.now, Duration.ofSeconds(10)))
                .pass(Duration.ofSeconds(10));
        assertThat(stage.cancels).containsExactly(CancellationPolicy.CANCEL_RUNNING);

        stage.end("a", ExecutionStatus.CANCELLED, false, "{}");
        assertThat(stage.status()).isEqualTo(ExecutionStatus.TIMEOUT);
        assertThat(stage.result())
                .isEqualTo(Stage.yaml("{error: Workflow timed out, succeeded: false, timed_out: true}"));
    }

    @Test
    void aChildThatSomebodyCancelsHasFailed() {
        var stage = Stage.of(CHAIN).start().end("a", ExecutionStatus.CANCELLED, false, "{}");

        assertThat(stage.running()).containsExactly("b");
    }

    @Test
    void aChildThatCompletedHasNotRunOutOfTimeWhateverItsResultSays() {
        var stage = Stage.of(CHAIN).start();

        stage.end("a", ExecutionStatus.COMPLETED, true, "{timed_out: true}");

        assertThat(stage.running()).containsExactly("b");
    }

    /** {@code timed_out} of a result is no question about the time of its task. */
    @Test
    void onlyTheFunctionKeepsATimeOutFromTheOtherTransitions() {
        var stage = Stage.of("""
                tasks:
                  - name: a
                    action: core.noop
                    next:
                      - {when: "{{ result().timed_out == 'soon' }}", do: [b]}
                      - {when: "{{ failed() }}", do: [c]}
                  - {name: b, action: core.noop}
                  - {name: c, action: core.noop}
                """).start();

        stage.end("a", ExecutionStatus.FAILED, true, "{timed_out: true}");

        assertThat(stage.running()).containsExactly("c");
    }
}
