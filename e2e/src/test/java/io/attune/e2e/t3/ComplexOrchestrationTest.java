package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T3.7 Complex orchestration, cases a to d; e needs inquiries. */
class ComplexOrchestrationTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    /** The run that one delivery starts. */
    private JsonNode delivered(String workflow, JsonNode parameters, JsonNode payload) {
        var number = Integer.toUnsignedString(payload.hashCode());
        var hook = fixture.webhook("hook" + number);
        fixture.rule("rule" + number, hook, workflow, parameters, Json.object());
        var before = fixture.executionsOf(workflow).size();
        hook.fire(payload);
        return fixture.executionsOf(workflow, before + 1, LIMIT).getFirst();
    }

    @Test
    void threeEntryTasksRunSideBySide() {
        fixture.sleepAction("slow");
        var ref = workflows.create("parallel", """
                {tasks: [{name: 'a', action: '$.slow', input: {duration: 1}}, {name: 'b', action: '$.slow', input: {duration: 1}},
                    {name: 'c', action: '$.slow', input: {duration: 1}}]}
                """);

        var ended = delivered(ref, Json.object(), Json.object());

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = workflows.children(ended);
        assertThat(children)
                .hasSize(3)
                .allMatch(child -> Workflows.status(child).equals("completed"));
        assertThat(Workflows.overlap(children)).isGreaterThan(1);
    }

    @Test
    void theConditionChoosesTheBranch() {
        fixture.echoAction("work");
        var ref = workflows.create("branching", """
                {tasks: [{name: 'start', action: '$.work', next: [
                        {when: '{{ parameters.condition }}', do: ['branch_a']},
                        {when: '{{ not parameters.condition }}', do: ['branch_b']}]},
                    {name: 'branch_a', action: '$.work'}, {name: 'branch_b', action: '$.work'}]}
                """);
        var parameters = Json.object("condition", "{{ event.payload.condition }}");

        var yes = delivered(ref, parameters, Json.object("condition", true));
        var no = delivered(ref, parameters, Json.object("condition", false));

        assertThat(yes.path("config").path("condition")).isEqualTo(Json.value(true));
        assertThat(workflows.children(yes)).extracting(Workflows::task).containsExactly("start", "branch_a");
        assertThat(workflows.children(no)).extracting(Workflows::task).containsExactly("start", "branch_b");
    }

    @Test
    void aNestedFailureThatIsRecoveredIsNone() {
        fixture.failingAction("bad", 1);
        fixture.echoAction("work");
        workflows.create("inner", """
                {tasks: [{name: 'bad', action: '$.bad', next: [{when: '{{ failed() }}', do: ['recover']}]}, {name: 'recover', action: '$.work'}]}
                """);
        var ref = workflows.create("outer", "{tasks: [{name: 'call', action: '$.inner'}]}");

        var ended = delivered(ref, Json.object(), Json.object());

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(Workflows.status(workflows.child(ended, "call"))).isEqualTo("completed");
    }

    @Test
    void dataFlowsThroughThePipeline() {
        fixture.shellAction(
                "upper", "printf '{\"result\": \"%s\"}\\n' \"$(echo \"$input_text\" | tr a-z A-Z)\"\n", null);
        fixture.shellAction("prefix", "printf '{\"result\": \"PREFIX: %s\"}\\n' \"$text\"\n", null);
        var ref = workflows.create("pipeline", """
                {tasks: [{name: 'upper', action: '$.upper', input: {input_text: '{{ parameters.input_text }}'},
                        next: [{when: '{{ succeeded() }}', publish: [{uppercase_result: '{{ result().result }}'}], do: ['prefix']}]},
                    {name: 'prefix', action: '$.prefix', input: {text: '{{ workflow.uppercase_result }}'}}]}
                """);

        var ended = delivered(
                ref, Json.object("input_text", "{{ event.payload.text }}"), Json.object("text", "hello world"));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows
                        .child(ended, "prefix")
                        .path("result")
                        .path("data")
                        .path("result")
                        .asText())
                .isEqualTo("PREFIX: HELLO WORLD");
    }
}
