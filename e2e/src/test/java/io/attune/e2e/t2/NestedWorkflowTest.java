package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** T2.1 Nested workflows. */
class NestedWorkflowTest {
    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    @Test
    void aWorkflowCallsAnother() {
        fixture.echoAction("first");
        fixture.echoAction("second");
        workflows.create("inner", """
                {tasks: [{name: 'one', action: '$.first', next: [{when: '{{ succeeded() }}', do: ['two']}]},
                    {name: 'two', action: '$.second'}]}
                """);
        var outer = workflows.create("outer", "{tasks: [{name: 'call', action: '$.inner'}]}");

        var parent = workflows.run(outer);

        assertThat(Workflows.status(parent)).isEqualTo("completed");
        var child = workflows.child(parent, "call");
        assertThat(child.path("action_ref").asText()).isEqualTo(fixture.ref("inner"));
        var grandchildren = workflows.children(child);
        assertThat(grandchildren)
                .extracting(run -> run.path("action_ref").asText())
                .containsExactly(fixture.ref("first"), fixture.ref("second"));
        assertThat(grandchildren).allMatch(run -> Workflows.status(run).equals("completed"));
        assertThat(Workflows.start(parent)).isBeforeOrEqualTo(Workflows.start(child));
        assertThat(Workflows.start(child)).isBeforeOrEqualTo(Workflows.start(grandchildren.getFirst()));
        assertThat(updated(parent)).isAfterOrEqualTo(updated(child));
        assertThat(updated(child)).isAfterOrEqualTo(updated(grandchildren.getLast()));
    }

    @Test
    void fourLevelsAreAllThere() {
        fixture.echoAction("leaf");
        var top = levels();

        var level = workflows.run(top);
        for (var task : new String[] {"call", "call", "leaf"}) {
            assertThat(Workflows.status(level)).isEqualTo("completed");
            level = workflows.child(level, task);
        }
        assertThat(level.path("action_ref").asText()).isEqualTo(fixture.ref("leaf"));
        assertThat(Workflows.status(level)).isEqualTo("completed");
    }

    private String levels() {
        workflows.create("level3", "{tasks: [{name: 'leaf', action: '$.leaf'}]}");
        workflows.create("level2", "{tasks: [{name: 'call', action: '$.level3'}]}");
        return workflows.create("level1", "{tasks: [{name: 'call', action: '$.level2'}]}");
    }

    @Test
    void aFailingLeafFailsEveryAncestor() {
        fixture.failingAction("leaf", 3);

        var level = workflows.run(levels());
        for (var task : new String[] {"call", "call", "leaf"}) {
            assertThat(Workflows.status(level)).isEqualTo("failed");
            level = workflows.child(level, task);
        }
        assertThat(Workflows.status(level)).isEqualTo("failed");
    }

    private static Instant updated(JsonNode execution) {
        return Instant.parse(execution.path("updated").asText());
    }

    /** workflows.md §6.2 */
    @Test
    void whatWasAskedForArtifactsIsAskedForAllBelow() {
        fixture.action(
                Json.object(
                        "ref",
                        fixture.ref("keeps"),
                        "label",
                        "keeps",
                        "entrypoint",
                        "true",
                        "runtime_ref",
                        "core.shell",
                        "artifact_retention_policy",
                        "versions",
                        "artifact_retention_limit",
                        3),
                null);
        workflows.create("keeping", "{tasks: [{name: 'work', action: '$.keeps'}]}");
        var outer = workflows.create("outermost", "{tasks: [{name: 'inner', action: '$.keeping'}]}");

        var asked = fixture.api()
                .post(
                        "/api/v1/executions/execute",
                        Json.object(
                                "action_ref",
                                outer,
                                "artifact_retention_policy",
                                "days",
                                "artifact_retention_limit",
                                9))
                .expect(201)
                .data();
        fixture.ended(asked.path("id").asLong(), Duration.ofSeconds(20));
        var usual = workflows.run(outer);

        assertThat(retention(workflows.child(asked, "inner"))).isEqualTo("days/9");
        assertThat(retention(workflows.child(workflows.child(asked, "inner"), "work")))
                .isEqualTo("days/9");
        assertThat(retention(workflows.child(workflows.child(usual, "inner"), "work")))
                .isEqualTo("versions/3");
    }

    private static String retention(JsonNode execution) {
        return execution.path("artifact_retention_policy").asText() + "/"
                + execution.path("artifact_retention_limit").asInt();
    }
}
