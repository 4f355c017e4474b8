package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** T2.9 Execution timeout, of workflow tasks; that processes are gone with their children is in {@code RunnerTest}. */
class ExecutionTimeoutTest {
    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    ExecutionTimeoutTest() {
        fixture.sleepAction("slow");
    }

    @Test
    void aTaskThatTakesTooLongIsStopped() {
        var ref = workflows.create("limited", """
                {tasks: [{name: 'slow', action: '$.slow', timeout: 2, input: {duration: 20}}]}
                """);
        var began = Instant.now();

        var ended = workflows.run(ref);

        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(12));
        assertThat(Workflows.status(ended)).isEqualTo("failed");
        var child = workflows.child(ended, "slow");
        assertThat(Workflows.status(child)).isEqualTo("failed");
        assertThat(child.path("result").path("error").asText()).contains("timed out");
        assertThat(child.path("result").path("timed_out").asBoolean()).isTrue();
        assertThat(child.path("workflow_task").path("timed_out").asBoolean()).isTrue();
        assertThat(child.path("workflow_task").path("timeout_seconds").asInt()).isEqualTo(2);
    }

    @Test
    void withoutALimitItMayTakeItsTime() {
        var ref = workflows.create("unlimited", "{tasks: [{name: 'slow', action: '$.slow', input: {duration: 3}}]}");
        var began = Instant.now();

        assertThat(Workflows.status(workflows.run(ref))).isEqualTo("completed");
        assertThat(Duration.between(began, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void anOrdinaryFailureIsNoTimeout() {
        fixture.failingAction("bad", 2);
        var ended = workflows.run(workflows.create("plain", "{tasks: [{name: 'bad', action: '$.bad'}]}"));

        var child = workflows.child(ended, "bad");
        assertThat(child.path("result").toString()).doesNotContain("timed out");
        assertThat(child.path("workflow_task").path("timed_out").asBoolean(true))
                .isFalse();
    }

    @Test
    void aTransitionDealsWithTheTimeout() {
        fixture.echoAction("escalate");
        var ended = workflows.run(workflows.create("escalated", """
                {tasks: [{name: 'slow', action: '$.slow', timeout: 1, input: {duration: 20},
                        next: [{when: '{{ timed_out() }}', do: ['escalate']}, {when: '{{ failed() }}', do: ['wrong']}]},
                    {name: 'escalate', action: '$.escalate'}, {name: 'wrong', action: '$.escalate'}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended)).extracting(Workflows::task).containsExactly("slow", "escalate");
    }

    @Test
    void aNestedWorkflowThatTakesTooLongIsStoppedWithItsTasks() {
        workflows.create("inner", "{tasks: [{name: 'slow', action: '$.slow', input: {duration: 30}}]}");
        var ended = workflows.run(
                workflows.create("around", "{tasks: [{name: 'inner', action: '$.inner', timeout: 1}]}"), Json.object());

        assertThat(Workflows.status(ended)).isEqualTo("failed");
        var inner = workflows.child(ended, "inner");
        assertThat(Workflows.status(inner)).isEqualTo("timeout");
        assertThat(inner.path("workflow_task").path("timed_out").asBoolean()).isTrue();
        assertThat(Workflows.status(workflows.child(inner, "slow"))).isEqualTo("cancelled");
    }
}
