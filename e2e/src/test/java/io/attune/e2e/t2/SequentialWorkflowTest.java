package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** T2.11 Sequential workflow; part c, a failure in the middle, is in {@link WorkflowFailureTest}. */
class SequentialWorkflowTest {
    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    @Test
    void oneTaskAfterTheOther() {
        fixture.sleepAction("slow");
        var ended = workflows.run(workflows.create("chain", """
                {tasks: [{name: 'a', action: '$.slow', input: {duration: 1}, next: [{do: ['b']}]},
                    {name: 'b', action: '$.slow', input: {duration: 1}, next: [{do: ['c']}]},
                    {name: 'c', action: '$.slow', input: {duration: 1}}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = workflows.children(ended);
        assertThat(children).extracting(Workflows::task).containsExactly("a", "b", "c");
        assertThat(children).allMatch(child -> Workflows.status(child).equals("completed"));
        assertThat(Workflows.start(children.get(1))).isAfterOrEqualTo(Workflows.end(children.get(0)));
        assertThat(Workflows.start(children.get(2))).isAfterOrEqualTo(Workflows.end(children.get(1)));
        assertThat(Duration.between(
                        Workflows.start(ended),
                        Instant.parse(ended.path("updated").asText())))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aJoinRunsOnceAfterBothBranches() {
        fixture.echoAction("work");
        var ended = workflows.run(workflows.create("diamond", """
                {tasks: [{name: 'a', action: '$.work', next: [{do: ['b', 'c']}]},
                    {name: 'b', action: '$.work', next: [{do: ['d']}]},
                    {name: 'c', action: '$.work', next: [{do: ['d']}]},
                    {name: 'd', action: '$.work', join: 2}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended)).hasSize(4);
        var last = workflows.child(ended, "d");
        assertThat(Workflows.start(last))
                .isAfterOrEqualTo(Workflows.end(workflows.child(ended, "b")))
                .isAfterOrEqualTo(Workflows.end(workflows.child(ended, "c")));
    }

    @Test
    void aTaskReadsWhatTheOneBeforePrinted() {
        fixture.shellAction("print", "echo '{\"code\": 42}'\n", null);
        fixture.shellAction("echo", "cat\n", null);
        var ended = workflows.run(workflows.create("passed_on", """
                {tasks: [{name: 'a', action: '$.print', next: [{do: ['b']}]},
                    {name: 'b', action: '$.echo', input: {seen: '{{ result().data.code }}', also: '{{ task.a.code }}'}}],
                 output_map: {code: '{{ task.b.data.seen }}'}}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var config = workflows.child(ended, "b").path("config");
        assertThat(config.path("seen").asInt()).isEqualTo(42);
        assertThat(config.path("also").asInt()).isEqualTo(42);
        assertThat(ended.path("result").path("code").asInt()).isEqualTo(42);
        assertThat(ended.path("result").path("succeeded").asBoolean()).isTrue();
    }
}
