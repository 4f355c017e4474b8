package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Workflows;
import org.junit.jupiter.api.Test;

/** T2.2 Workflow failure handling. */
class WorkflowFailureTest {
    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    WorkflowFailureTest() {
        fixture.echoAction("good");
        fixture.failingAction("bad", 7);
    }

    @Test
    void whatFollowsAFailureOnSuccessDoesNotRun() {
        var ended = workflows.run(workflows.create("abort", """
                {tasks: [{name: 'a', action: '$.good', next: [{when: '{{ succeeded() }}', do: ['b']}]},
                    {name: 'b', action: '$.bad', next: [{when: '{{ succeeded() }}', do: ['c']}]},
                    {name: 'c', action: '$.good'}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("failed");
        assertThat(ended.path("result").path("error").asText()).isEqualTo("Workflow failed: 1 task(s) failed: b");
        assertThat(ended.path("result").path("succeeded").asBoolean(true)).isFalse();
        assertThat(Workflows.status(workflows.child(ended, "a"))).isEqualTo("completed");
        assertThat(Workflows.status(workflows.child(ended, "b"))).isEqualTo("failed");
        assertThat(workflows.children(ended, "c")).isEmpty();
    }

    @Test
    void aFailureThatIsHandledIsNone() {
        var ended = workflows.run(workflows.create("recover", """
                {tasks: [{name: 'a', action: '$.good', next: [{when: '{{ succeeded() }}', do: ['b']}]},
                    {name: 'b', action: '$.bad', next: [{when: '{{ failed() }}', do: ['recovery']}]},
                    {name: 'recovery', action: '$.good'}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(Workflows.status(workflows.child(ended, "recovery"))).isEqualTo("completed");
    }

    @Test
    void aChainWithTwoRecoveredFailures() {
        var ended = workflows.run(workflows.create("chain", """
                {tasks: [{name: 'a', action: '$.bad', next: [{when: '{{ failed() }}', do: ['b']}]},
                    {name: 'b', action: '$.good', next: [{when: '{{ succeeded() }}', do: ['c']}]},
                    {name: 'c', action: '$.bad', next: [{do: ['d']}]},
                    {name: 'd', action: '$.good', next: [{do: ['e']}]},
                    {name: 'e', action: '$.good'}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended))
                .extracting(Workflows::status)
                .containsExactly("failed", "completed", "failed", "completed", "completed");
    }

    @Test
    void oneOfThreeBranchesFailsAndTheOthersFinish() {
        var ended = workflows.run(workflows.create("branches", """
                {tasks: [{name: 'a', action: '$.good'}, {name: 'b', action: '$.bad'}, {name: 'c', action: '$.good'}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("failed");
        assertThat(workflows.children(ended))
                .extracting(Workflows::status)
                .containsExactlyInAnyOrder("completed", "failed", "completed");
    }
}
