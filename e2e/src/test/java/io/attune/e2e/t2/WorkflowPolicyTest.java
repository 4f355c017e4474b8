package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Policies;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies apply to workflows and their tasks alike (workflows.md §11, FIX-5). */
class WorkflowPolicyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String GATE = """
            while [ ! -e "$file" ]; do sleep 0.05; done
            """;

    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);
    private final Policies policies = new Policies(fixture);

    @TempDir
    private Path directory;

    WorkflowPolicyTest() {
        fixture.echoAction("work");
        fixture.shellAction("gate", GATE, null);
    }

    private JsonNode gate() {
        return Json.object("file", directory.resolve("open").toString());
    }

    private void open() throws IOException {
        Files.createFile(directory.resolve("open"));
    }

    private JsonNode awaitStatus(long id, String status) {
        return Poll.until(
                LIMIT,
                "execution " + id + " is " + status,
                () -> fixture.execution(id),
                found -> Workflows.status(found).equals(status));
    }

    @Test
    void aWorkflowThatWaitsForASlotHasNotBegun() throws IOException {
        var flow = workflows.create(
                "flow", "{tasks: [{name: 'gate', action: '$.gate', input: {file: '{{ parameters.file }}'}}]}");
        policies.forAction("one_flow", flow, Json.object("threshold", 1));
        long first = fixture.run(flow, gate()).path("id").asLong();
        long second = fixture.run(flow, gate()).path("id").asLong();
        awaitStatus(first, "running");

        var waiting = fixture.execution(second);
        assertThat(Policies.waits(waiting)).isTrue();
        assertThat(waiting.path("waiting_for").asText()).contains(fixture.ref("one_flow"));
        assertThat(workflows.children(waiting)).isEmpty();
        open();

        assertThat(Workflows.status(fixture.ended(first, LIMIT))).isEqualTo("completed");
        var ended = fixture.ended(second, LIMIT);
        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.children(ended)).hasSize(1);
    }

    @Test
    void aWorkflowThatIsCancelledWhileItWaitsNeverBegins() throws IOException {
        var flow = workflows.create(
                "flow", "{tasks: [{name: 'gate', action: '$.gate', input: {file: '{{ parameters.file }}'}}]}");
        policies.forAction("one_flow", flow, Json.object("threshold", 1));
        long first = fixture.run(flow, gate()).path("id").asLong();
        long second = fixture.run(flow, gate()).path("id").asLong();
        awaitStatus(first, "running");

        fixture.api()
                .post("/api/v1/executions/" + second + "/cancel", Json.object())
                .expect(200);
        open();

        assertThat(Workflows.status(fixture.ended(first, LIMIT))).isEqualTo("completed");
        var cancelled = fixture.execution(second);
        assertThat(Workflows.status(cancelled)).isEqualTo("cancelled");
        assertThat(workflows.children(cancelled)).isEmpty();
    }

    @Test
    void tasksAndTheirRetriesGoOneAfterTheOther() {
        fixture.shellAction("flaky", """
                if [ "$ATTUNE_EXEC_ID" -gt 0 ] && [ ! -e "$mark.$item" ]; then touch "$mark.$item"; exit 1; fi
                """, null);
        policies.forAction("one_task", fixture.ref("flaky"), Json.object("threshold", 1));
        var run = workflows.run(
                workflows.create("each", """
                        {tasks: [{name: 'each', action: '$.flaky', with_items: [1, 2, 3, 4], concurrency: 4,
                          input: {item: '{{ item }}', mark: '{{ parameters.mark }}'}, retry: {count: 2, delay: 0}}]}
                        """),
                Json.object("mark", directory.resolve("mark").toString()));

        assertThat(Workflows.status(run)).isEqualTo("completed");
        List<JsonNode> children = workflows.children(run);
        assertThat(children).as("each item failed once").hasSize(8);
        assertThat(children).noneMatch(Policies::waits);
        assertNeverTwoAtOnce(children);
    }

    private static void assertNeverTwoAtOnce(List<JsonNode> runs) {
        var inTime =
                runs.stream().sorted(Comparator.comparing(Workflows::start)).toList();
        for (int i = 1; i < inTime.size(); i++) {
            assertThat(Workflows.start(inTime.get(i)))
                    .isAfterOrEqualTo(
                            Instant.parse(inTime.get(i - 1).path("updated").asText()));
        }
    }

    @Test
    void aTaskThatIsRefusedFailsItsTaskAndItsWorkflowEnds() throws IOException {
        policies.forAction("strict", fixture.ref("gate"), Json.object("threshold", 1, "method", "cancel"));
        long holder = fixture.run(fixture.ref("gate"), gate()).path("id").asLong();
        awaitStatus(holder, "running");

        var run = workflows.run(
                workflows.create(
                        "flow", "{tasks: [{name: 'gate', action: '$.gate', input: {file: '{{ parameters.file }}'}}]}"),
                gate());

        assertThat(Workflows.status(run)).isNotEqualTo("completed");
        var child = workflows.child(run, "gate");
        assertThat(Workflows.status(child)).isEqualTo("cancelled");
        assertThat(child.path("result").path("error").asText()).isEqualTo("Execution cancelled by policy");
        open();
        fixture.ended(holder, LIMIT);
    }

    @Test
    void aTaskThatWaitsForItsOwnWorkflowSaysSoAndGoesWhenThereIsRoom() {
        var flow = workflows.create("flow", "{tasks: [{name: 'work', action: '$.work'}]}");
        var policy = policies.forPack("all", Json.object("threshold", 1));
        long run = fixture.run(flow, Json.object()).path("id").asLong();

        var child = Poll.until(
                        LIMIT,
                        "the task waits",
                        () -> workflows.children(fixture.execution(run), "work"),
                        found -> found.size() == 1 && Policies.waits(found.getFirst()))
                .getFirst();
        assertThat(child.path("admission").path("slot_held_by").asLong()).isEqualTo(run);
        assertThat(child.path("waiting_for").asText()).contains("execution " + run, "Raise the threshold");

        policies.update(policy, Json.object("threshold", 2));

        assertThat(Workflows.status(fixture.ended(run, LIMIT))).isEqualTo("completed");
    }

    @Test
    void aWorkflowThatIsPausedWhileItWaitsBeginsNothingUntilItIsResumed() throws IOException {
        var flow = workflows.create("flow", """
                {tasks: [{name: 'gate', action: '$.gate', input: {file: '{{ parameters.file }}'}, next: [{do: ['after']}]},
                         {name: 'after', action: '$.work'}]}
                """);
        policies.forAction("one_flow", flow, Json.object("threshold", 1));
        long first = fixture.run(flow, gate()).path("id").asLong();
        long second = fixture.run(flow, gate()).path("id").asLong();
        awaitStatus(first, "running");
        fixture.api()
                .post("/api/v1/executions/" + second + "/pause", Json.object())
                .expect(200);
        open();

        fixture.ended(first, LIMIT);
        awaitStatus(second, "running");
        Poll.stays(
                Duration.ofSeconds(1),
                "nothing is begun",
                () -> workflows.children(fixture.execution(second), "gate").size(),
                size -> size == 0);
        fixture.api()
                .post("/api/v1/executions/" + second + "/resume", Json.object())
                .expect(200);
        assertThat(Workflows.status(fixture.ended(second, LIMIT))).isEqualTo("completed");
    }
}
