package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T3.9 Multi-step approvals. */
class ApprovalStepsTest {
    private static final Duration APPEARS = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Fixture fixture = Fixture.shared();
    private final Inquiries inquiries = new Inquiries(fixture);
    private final Workflows workflows = new Workflows(fixture);

    private static String gate(String name, String then) {
        return """
            {name: '%s', action: 'core.ask', input: {prompt: 'Does the %s agree?',
                response_schema: {approved: {type: 'boolean', required: true}, comment: {type: 'string'}}},
                next: [{when: '{{ result().response.approved == true }}', do: ['%s']}]}""".formatted(name, name, then);
    }

    /** The one pending inquiry of a run, which is that of the gate's child. */
    private JsonNode pendingAt(JsonNode run, String gate, int gatesSoFar) {
        var child = Poll.until(
                        APPEARS,
                        "gate " + gate + " opens",
                        () -> workflows.children(run, gate),
                        children -> !children.isEmpty()
                                && Workflows.status(children.getFirst()).equals("running"))
                .getFirst();
        List<JsonNode> asked = workflows.children(run).stream()
                .flatMap(one -> inquiries.of(one.path("id").asLong()).stream())
                .toList();
        assertThat(asked).as("none for later gates").hasSize(gatesSoFar);
        var pending = asked.stream()
                .filter(inquiry -> Inquiries.status(inquiry).equals("pending"))
                .toList();
        assertThat(pending).hasSize(1);
        assertThat(pending.getFirst().path("execution")).isEqualTo(child.path("id"));
        return pending.getFirst();
    }

    @Test
    void eachGateOpensTheNext() {
        fixture.echoAction("final");
        var ref = workflows.create(
                "chain",
                "{tasks: [%s, %s, %s, {name: 'final', action: '$.final'}]}"
                        .formatted(gate("manager", "director"), gate("director", "vp"), gate("vp", "final")));
        var run = fixture.run(ref, Json.object());

        int gates = 0;
        for (var gate : List.of("manager", "director", "vp")) {
            var asked = pendingAt(run, gate, ++gates);
            assertThat(workflows.children(run, "final")).isEmpty();
            inquiries.respond(asked, Json.object("approved", true)).expect(200);
        }

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        assertThat(Workflows.status(workflows.child(ended, "final"))).isEqualTo("completed");
    }

    @Test
    void theAnswerChoosesTheBranch() {
        fixture.echoAction("work");
        var ref = workflows.create("branches", """
                {tasks: [{name: 'gate', action: 'core.ask', input: {prompt: 'Well?', response_schema: {approved: {type: 'boolean', required: true}}},
                        next: [{when: '{{ result().response.approved == true }}', do: ['approved']},
                               {when: '{{ result().response.approved == false }}', do: ['denied']}]},
                    {name: 'approved', action: '$.work'}, {name: 'denied', action: '$.work'}]}
                """);
        var run = fixture.run(ref, Json.object());

        inquiries
                .respond(pendingAt(run, "gate", 1), Json.object("approved", false))
                .expect(200);

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended)).extracting(Workflows::task).containsExactly("gate", "denied");
    }

    @Test
    void aGateThatNobodyOpensInTimeIsEscalated() {
        fixture.echoAction("work");
        var ref = workflows.create("escalated", """
                {tasks: [{name: 'gate', action: 'core.ask', timeout: 2, input: {prompt: 'Well?'},
                        next: [{when: '{{ timed_out() }}', do: ['escalate']}, {when: '{{ succeeded() }}', do: ['go_on']}]},
                    {name: 'escalate', action: '$.work'}, {name: 'go_on', action: '$.work'}]}
                """);

        var ended = workflows.run(ref);

        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        assertThat(workflows.children(ended)).extracting(Workflows::task).containsExactly("gate", "escalate");
        assertThat(workflows.child(ended, "gate").path("workflow_task").path("timed_out"))
                .isEqualTo(Json.value(true));
        assertThat(Workflows.status(workflows.child(ended, "escalate"))).isEqualTo("completed");
    }

    @Test
    void whatIsDeniedDoesNotHappen() {
        fixture.echoAction("final");
        var ref = workflows.create(
                "denied", "{tasks: [%s, {name: 'final', action: '$.final'}]}".formatted(gate("manager", "final")));
        var run = fixture.run(ref, Json.object());

        inquiries
                .respond(pendingAt(run, "manager", 1), Json.object("approved", false))
                .expect(200);

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended)).extracting(Workflows::task).containsExactly("manager");
    }

    @Test
    void theLastTaskReadsWhatEveryoneSaid() {
        fixture.echoAction("final");
        var ref = workflows.create("comments", """
                {tasks: [%s, %s, {name: 'final', action: '$.final',
                    input: {message: '{{ task.manager.response.comment }} and {{ task.director.response.comment }}'}}]}
                """.formatted(gate("manager", "director"), gate("director", "final")));
        var run = fixture.run(ref, Json.object());

        inquiries
                .respond(pendingAt(run, "manager", 1), Json.object("approved", true, "comment", "fine"))
                .expect(200);
        inquiries
                .respond(pendingAt(run, "director", 2), Json.object("approved", true, "comment", "hurry"))
                .expect(200);

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(workflows
                        .child(ended, "final")
                        .path("config")
                        .path("message")
                        .asText())
                .isEqualTo("fine and hurry");
    }
}
