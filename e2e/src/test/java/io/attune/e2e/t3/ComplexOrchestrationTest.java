package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.EventStream;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T3.7 Complex orchestration. */
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

    private static final String OVER_THE_THRESHOLD = """
            limit=$(curl -s "$ATTUNE_API_URL/api/v1/keys/$key" -H "Authorization: Bearer $ATTUNE_API_TOKEN" |
              python3 -c 'import json, sys; print(json.load(sys.stdin)["data"]["value"])')
            [ "$value" -gt "$limit" ] && over=true || over=false
            printf '{"over": %s}\\n' "$over"
            """;

    private static final String WRITE_KEY = """
            curl -sf -X POST "$ATTUNE_API_URL/api/v1/keys" -H "Authorization: Bearer $ATTUNE_API_TOKEN" \\
              -H 'Content-Type: application/json' -d "{\\"ref\\":\\"$key\\",\\"name\\":\\"$key\\",\\"owner_type\\":\\"system\\",\\"value\\":\\"$value\\"}"
            """;

    @Test
    void anAlarmAboveTheThresholdIsActedOnWhenSomebodyApproves() {
        var api = fixture.api();
        var written = fixture.ref("written");
        api.post(
                        "/api/v1/keys",
                        Json.object(
                                "ref",
                                fixture.ref("limit"),
                                "name",
                                fixture.ref("limit"),
                                "owner_type",
                                "system",
                                "value",
                                10))
                .expect(201);
        withToken("over", OVER_THE_THRESHOLD);
        withToken("write", WRITE_KEY);
        fixture.echoAction("prepare");
        workflows.create("act", """
                {tasks: [{name: 'prepare', action: '$.prepare', next: [{when: '{{ succeeded() }}', do: ['write']}]},
                    {name: 'write', action: '$.write', input: {key: '$.written', value: '{{ parameters.value }}'}}]}
                """);
        var ref = workflows.create("loop", """
                {tasks: [{name: 'check', action: '$.over', input: {key: '$.limit', value: '{{ parameters.value }}'},
                        next: [{when: '{{ result().data.over }}', do: ['approve']}]},
                    {name: 'approve', action: 'core.ask', input: {prompt: 'Act on {{ parameters.value }}?',
                        response_schema: {approved: {type: 'boolean', required: true}}},
                        next: [{when: '{{ result().response.approved }}', do: ['act']}]},
                    {name: 'act', action: '$.act', input: {value: '{{ parameters.value }}'}}]}
                """);
        var hook = fixture.webhook("alarm");
        fixture.rule("alarm_rule", hook, ref, Json.object("value", "{{ event.payload.value }}"), Json.object());

        hook.fire(Json.object("value", 5));
        var quiet = fixture.executionsOf(ref, 1, LIMIT).getFirst();
        assertThat(Workflows.status(quiet)).as(quiet.toString()).isEqualTo("completed");
        assertThat(workflows.children(quiet)).extracting(Workflows::task).containsExactly("check");

        try (var stream = new EventStream(api.open("/api/v1/executions/stream"))) {
            hook.fire(Json.object("value", 50));
            var asked = Poll.until(
                    LIMIT,
                    "somebody is asked",
                    () -> fixture.executionsOf(ref).stream()
                            .filter(run -> !run.path("id").equals(quiet.path("id")))
                            .flatMap(run -> workflows.children(run, "approve").stream())
                            .toList(),
                    found -> !found.isEmpty()
                            && Workflows.status(found.getFirst()).equals("running"));
            long inquiry = asked.getFirst().path("result").path("inquiry_id").asLong();
            assertThat(api.get("/api/v1/inquiries/" + inquiry)
                            .expect(200)
                            .data()
                            .path("prompt")
                            .asText())
                    .isEqualTo("Act on 50?");
            api.post(
                            "/api/v1/inquiries/" + inquiry + "/respond",
                            Json.object("response", Json.object("approved", true)))
                    .expect(200);

            var run = fixture.ended(asked.getFirst().path("parent").asLong(), LIMIT);
            assertThat(Workflows.status(run)).as(run.toString()).isEqualTo("completed");
            assertThat(workflows.children(workflows.child(run, "act")))
                    .extracting(Workflows::task)
                    .containsExactly("prepare", "write");
            assertThat(api.get("/api/v1/keys/" + written)
                            .expect(200)
                            .data()
                            .path("value")
                            .asText())
                    .isEqualTo("50");
            var told = stream.next(LIMIT).map(event -> Json.parse(event.data())).orElseThrow();
            while (told.path("entity_id").asLong() != run.path("id").asLong()
                    || !told.path("status").asText().equals("completed")) {
                told = stream.next(LIMIT).map(event -> Json.parse(event.data())).orElseThrow();
            }
        }
    }

    private void withToken(String name, String script) {
        fixture.action(
                Json.object(
                        "ref",
                        fixture.ref(name),
                        "label",
                        name,
                        "entrypoint",
                        script,
                        "runtime_ref",
                        "core.shell",
                        "default_execution_permission_set_refs",
                        Json.array("core.admin")),
                null);
    }
}
