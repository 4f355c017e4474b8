package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Processes;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** T2.9 Execution timeout, of workflow tasks. */
class ExecutionTimeoutTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** How soon the processes of what has ended are gone. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    ExecutionTimeoutTest() {
        fixture.sleepAction("slow");
        fixture.echoAction("work");
    }

    @Test
    void aTaskThatTakesTooLongIsStopped() {
        var ref = workflows.create("limited", """
                {tasks: [{name: 'slow', action: '$.slow', timeout: 2, input: {duration: 20}}]}
                """);

        var ended = workflows.run(ref);

        assertThat(Workflows.took(ended)).isLessThan(Duration.ofSeconds(12));
        assertThat(Workflows.status(ended)).isEqualTo("failed");
        var child = workflows.child(ended, "slow");
        assertThat(Workflows.status(child)).isEqualTo("failed");
        assertThat(child.path("result").path("error").asText()).contains("timed out");
        assertThat(child.path("result").path("timed_out").asBoolean()).isTrue();
        assertThat(child.path("workflow_task").path("timed_out").asBoolean()).isTrue();
        assertThat(child.path("workflow_task").path("timeout_seconds").asInt()).isEqualTo(2);
    }

    /** It is asked first, and killed when it does not go: itself and a child that does not listen. */
    @Test
    void itsProcessesAreAskedToEndAndThenKilled() {
        var mark = "t29-" + fixture.pack();
        fixture.shellAction("stubborn", """
                exec -a "%1$s" bash -c 'trap "echo asked" TERM
                    (trap "" TERM; exec -a "%1$s" sleep 60) &
                    while :; do wait || true; done'
                """.formatted(mark), null);
        var ref = workflows.create("patient", "{tasks: [{name: 'it', action: '$.stubborn', timeout: 5}]}");
        var id = fixture.run(ref, Json.object()).path("id").asLong();
        Poll.until(LIMIT, "it has a child", () -> Processes.withCommandLine(mark), count -> count == 2);

        var ended = fixture.ended(id, LIMIT);

        Poll.until(SOON, "both are gone", () -> Processes.withCommandLine(mark), count -> count == 0);
        assertThat(Workflows.status(ended)).isEqualTo("failed");
        var child = workflows.child(ended, "it");
        assertThat(child.path("result").path("stdout").asText()).isEqualTo("asked\n");
        assertThat(child.path("result").path("timed_out").asBoolean()).isTrue();
        assertThat(Workflows.status(
                        workflows.run(workflows.create("after", "{tasks: [{name: 'work', action: '$.work'}]}"))))
                .as("the worker goes on")
                .isEqualTo("completed");
    }

    /** The time between both signals is for it to clean up; the time-out leaves a busy machine enough to start it. */
    @Test
    void whatCleansUpWhenItIsAskedIsNotKilled() {
        fixture.shellAction(
                "tidy", "trap 'echo cleaned; exit 0' TERM\necho began\nwhile :; do sleep 0.1; done\n", null);
        var ended =
                workflows.run(workflows.create("tidied", "{tasks: [{name: 'tidy', action: '$.tidy', timeout: 5}]}"));

        var child = workflows.child(ended, "tidy");
        assertThat(child.path("result").path("stdout").asText()).isEqualTo("began\ncleaned\n");
        assertThat(child.path("workflow_task").path("timed_out").asBoolean()).isTrue();
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
