package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancel, pause, resume and rerun of workflows (workflows.md §8, §12). */
class WorkflowControlTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Runs until the file is there. */
    private static final String GATE = """
            while [ ! -e "$file" ]; do sleep 0.05; done
            """;

    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    @TempDir
    private Path directory;

    WorkflowControlTest() {
        fixture.echoAction("work");
        fixture.shellAction("gate", GATE, null);
    }

    private JsonNode gate() {
        return Json.object("file", directory.resolve("open").toString());
    }

    private JsonNode startedAtGate(String ref) {
        long id = fixture.run(ref, gate()).path("id").asLong();
        return Poll.until(
                LIMIT,
                "a task of " + id + " runs",
                () -> fixture.execution(id),
                execution -> workflows.children(execution).stream()
                        .anyMatch(child -> Workflows.status(child).equals("running")));
    }

    private JsonNode post(JsonNode execution, String verb, JsonNode body) {
        return fixture.api()
                .post("/api/v1/executions/" + execution.path("id").asLong() + "/" + verb, body)
                .expect(verb.equals("rerun") ? 201 : 200)
                .data();
    }

    private JsonNode ended(JsonNode execution) {
        return fixture.ended(execution.path("id").asLong(), LIMIT);
    }

    @Test
    void aCancelledWorkflowStartsNothingMoreAndLetsItsTasksFinish() throws Exception {
        var run = startedAtGate(workflows.create("allow", """
                {tasks: [{name: 'gate', action: '$.gate', next: [{do: ['after']}]}, {name: 'after', action: '$.work'}]}
                """));

        assertThat(Workflows.status(post(run, "cancel", Json.object()))).isEqualTo("canceling");
        Files.createFile(directory.resolve("open"));

        var ended = ended(run);
        assertThat(Workflows.status(ended)).isEqualTo("cancelled");
        assertThat(ended.path("result").path("error").asText()).isEqualTo("Workflow cancelled");
        assertThat(Workflows.status(workflows.child(ended, "gate"))).isEqualTo("completed");
        assertThat(workflows.children(ended, "after")).isEmpty();
    }

    @Test
    void cancelRunningStopsTasksAndWaitingItemsAtOnceThroughTheWholeTree() {
        workflows.create("inner", """
                {tasks: [{name: 'each', action: '$.gate', with_items: [1, 2, 3], input: {file: '{{ parameters.file }}'}}]}
                """);
        var run = startedAtGate(workflows.create("stop", """
                {cancellation_policy: 'cancel_running',
                 tasks: [{name: 'gate', action: '$.gate'}, {name: 'nested', action: '$.inner'}]}
                """));
        Poll.until(
                LIMIT,
                "the nested workflow runs",
                () -> workflows.children(run, "nested"),
                nested -> !nested.isEmpty()
                        && workflows.children(nested.getFirst()).size() == 3);

        post(run, "cancel", Json.object());

        var ended = ended(run);
        assertThat(Workflows.status(ended)).isEqualTo("cancelled");
        assertThat(workflows.children(ended)).extracting(Workflows::status).containsExactly("cancelled", "cancelled");
        assertThat(workflows.children(workflows.child(ended, "nested")))
                .extracting(Workflows::status)
                .containsExactly("cancelled", "cancelled", "cancelled");
    }

    @Test
    void aPausedWorkflowGoesOnWhenItIsResumed() throws Exception {
        var run = startedAtGate(workflows.create("paused", """
                {tasks: [{name: 'gate', action: '$.gate', next: [{do: ['after']}]}, {name: 'after', action: '$.work'}]}
                """));

        assertThat(post(run, "pause", Json.object()).path("paused").asBoolean()).isTrue();
        assertThat(post(run, "pause", Json.object()).path("paused").asBoolean()).isTrue();
        Files.createFile(directory.resolve("open"));
        Poll.until(
                LIMIT,
                "the task ends",
                () -> workflows.child(run, "gate"),
                child -> Workflows.status(child).equals("completed"));
        Poll.stays(
                Duration.ofSeconds(1),
                "nothing starts",
                () -> workflows.children(run, "after").size(),
                n -> n == 0);

        assertThat(post(run, "resume", Json.object()).path("paused").asBoolean(true))
                .isFalse();
        assertThat(Workflows.status(ended(run))).isEqualTo("completed");
        assertThat(workflows.children(run, "after")).hasSize(1);
    }

    /** The second item is a workflow that exists and has not started. */
    @Test
    void aNestedWorkflowThatIsPausedBeforeItStartsBeginsWhenItIsResumed() throws Exception {
        workflows.create(
                "nested", "{tasks: [{name: 'gate', action: '$.gate', input: {file: '{{ parameters.file }}'}}]}");
        var run = fixture.run(workflows.create("around", """
                {tasks: [{name: 'each', action: '$.nested', with_items: [1, 2], input: {file: '{{ parameters.file }}'}}]}
                """), gate());
        var second = Poll.until(LIMIT, "both items exist", () -> workflows.children(run), items -> items.size() == 2)
                .getLast();
        post(second, "pause", Json.object());

        Files.createFile(directory.resolve("open"));
        Poll.until(
                LIMIT,
                "its turn has come",
                () -> fixture.execution(second.path("id").asLong()),
                item -> Workflows.status(item).equals("running"));
        Poll.stays(
                Duration.ofSeconds(1),
                "it starts nothing",
                () -> workflows.children(second).size(),
                n -> n == 0);

        post(second, "resume", Json.object());
        assertThat(Workflows.status(ended(run))).isEqualTo("completed");
        assertThat(workflows.children(second)).hasSize(1);
    }

    @Test
    void onlyWorkflowsThatGoOnArePaused() {
        var plain = ended(fixture.run(fixture.ref("work"), Json.object()));
        var over = workflows.run(workflows.create("over", "{tasks: [{name: 'a', action: '$.work'}]}"));

        for (var execution : new JsonNode[] {plain, over}) {
            fixture.api()
                    .post("/api/v1/executions/" + execution.path("id").asLong() + "/pause", Json.object())
                    .expect(409);
        }
    }

    @Test
    void aRerunFromWhatFailedKeepsWhatWasDone() throws Exception {
        fixture.shellAction("check", "[ -e \"$file\" ]\n", null);
        fixture.shellAction("print", "echo '{\"code\": 42}'\n", null);
        var ref = workflows.create("rerun", """
                {tasks: [{name: 'first', action: '$.print', next: [{publish: [{code: '{{ result().data.code }}'}], do: ['check']}]},
                    {name: 'check', action: '$.check', input: {file: '{{ parameters.file }}'}, next: [{when: '{{ succeeded() }}', do: ['last']}]},
                    {name: 'last', action: '$.work', input: {count: '{{ task.first.data.code }}', message: 'code {{ workflow.code }}'}}]}
                """);
        var failed = workflows.run(ref, gate());
        assertThat(Workflows.status(failed)).isEqualTo("failed");
        Files.createFile(directory.resolve("open"));

        var again = ended(post(failed, "rerun", Json.object("from", "failed")));

        assertThat(Workflows.status(again)).as(again.toString()).isEqualTo("completed");
        assertThat(again.path("original_execution").asLong())
                .isEqualTo(failed.path("id").asLong());
        assertThat(again.has("parent") && !again.path("parent").isNull()).isFalse();
        assertThat(workflows.children(again)).extracting(Workflows::task).containsExactly("first", "check", "last");
        var kept = workflows.child(again, "first");
        var did = workflows.child(failed, "first");
        assertThat(kept.path("workflow_task").path("reused_from")).isEqualTo(did.path("id"));
        assertThat(Workflows.status(kept)).isEqualTo("completed");
        assertThat(kept.path("result")).isEqualTo(did.path("result"));
        assertThat(kept.path("started_at")).isEqualTo(did.path("started_at"));
        assertThat(again.path("retry_reason").asText()).isEqualTo("manual_retry");
        var config = workflows.child(again, "last").path("config");
        assertThat(config.path("count").asInt()).isEqualTo(42);
        assertThat(config.path("message").asText()).isEqualTo("code 42");
    }

    @Test
    void aRerunNamesItsBeginning() {
        var over = workflows.run(workflows.create("named", """
                {tasks: [{name: 'a', action: '$.work', next: [{do: ['b']}]}, {name: 'b', action: '$.work'}]}
                """));
        var path = "/api/v1/executions/" + over.path("id").asLong() + "/rerun";

        var fromB = ended(post(over, "rerun", Json.object("from", "b")));
        var anew = ended(post(over, "rerun", Json.object()));

        assertThat(workflows.children(fromB)).extracting(Workflows::task).containsExactly("a", "b");
        assertThat(workflows.children(fromB))
                .extracting(child -> child.path("workflow_task").has("reused_from"))
                .containsExactly(true, false);
        assertThat(workflows.children(anew)).extracting(Workflows::task).containsExactly("a", "b");
        fixture.api().post(path, Json.object("from", "nothing")).expect(422);
        var plain = ended(fixture.run(fixture.ref("work"), Json.object("message", "kept")));
        fixture.api()
                .post("/api/v1/executions/" + plain.path("id").asLong() + "/rerun", Json.object("from", "failed"))
                .expect(422);
        var same = ended(post(plain, "rerun", Json.object("parameters", Json.object("count", 2))));
        assertThat(same.path("config")).isEqualTo(Json.object("message", "kept", "count", 2));
        var other = ended(
                post(plain, "rerun", Json.object("parameters", Json.object("count", 3), "replace_parameters", true)));
        assertThat(other.path("config").path("count").asInt()).isEqualTo(3);
        assertThat(other.path("config").path("message").asText("")).isNotEqualTo("kept");
        fixture.api()
                .post(
                        "/api/v1/executions/" + plain.path("id").asLong() + "/rerun",
                        Json.object("replace_parameters", true))
                .expect(422);
    }
}
