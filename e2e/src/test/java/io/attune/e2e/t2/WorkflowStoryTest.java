package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Policies;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened to executions, and why: the timeline and the explanation (ui.md §6.2, §6.6). */
class WorkflowStoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    private JsonNode explanation(JsonNode execution) {
        return fixture.api()
                .get("/api/v1/executions/" + execution.path("id").asLong() + "/explain")
                .expect(200)
                .data();
    }

    /** In pages of two, so that the seams are tried as well. */
    private List<JsonNode> timeline(JsonNode execution) {
        List<JsonNode> entries = new ArrayList<>();
        for (int page = 1; ; page++) {
            var answer = fixture.api()
                    .get("/api/v1/executions/" + execution.path("id").asLong() + "/timeline?page_size=2&page=" + page)
                    .expect(200);
            answer.items().forEach(entries::add);
            if (!answer.json().path("pagination").path("has_next").asBoolean()) {
                return entries;
            }
        }
    }

    private static List<String> told(List<JsonNode> entries) {
        return entries.stream()
                .map(entry -> entry.path("kind").asText()
                        + (entry.has("task") ? " " + entry.path("task").asText() : ""))
                .toList();
    }

    @Test
    void aTimelineTellsOfTheRunAndOfItsTasks() {
        fixture.echoAction("work");
        var run = workflows.run(
                workflows.create("story", Json.object("n", Json.object("type", "integer")), """
                        {tasks: [{name: 'a', action: '$.work', input: {message: 'x'}, next: [{when: '{{ parameters.n > 3 }}', do: ['b']}, {do: ['c']}]},
                            {name: 'b', action: '$.work'},
                            {name: 'c', action: '$.work', when: '{{ parameters.n == 0 }}'}]}
                        """), Json.object("n", 1));

        var entries = timeline(run);

        assertThat(told(entries))
                .containsSubsequence("requested", "task_created a", "task_started a", "task_ended a", "completed")
                .containsSubsequence("started", "not_led a", "led a", "skipped c")
                .doesNotContain("task_created b");
        assertThat(entries)
                .filteredOn(entry -> entry.path("kind").asText().equals("skipped"))
                .singleElement()
                .satisfies(
                        skipped -> assertThat(skipped.path("evidence").asText()).contains("parameters.n was 1"));
        assertThat(entries.getFirst().path("reason").asText()).startsWith("requested by ");

        var own = timeline(workflows.child(run, "a"));
        assertThat(told(own)).containsExactly("requested", "scheduled", "started", "completed");
        assertThat(own.get(1).path("reason").asText()).startsWith("given to worker ");
        assertThat(own.getFirst().path("reason").asText())
                .contains("task 'a' of workflow " + run.path("id").asLong());

        var tasks = explanation(run).path("tasks");
        assertThat(tasks)
                .extracting(task -> task.path("state").asText())
                .containsExactly("completed", "not_started", "skipped");
        assertThat(tasks.get(1).path("evidence").toString()).contains("parameters.n was 1");
    }

    @Test
    void aFailedWorkflowNamesTheTaskAndWhatItSaid() {
        fixture.shellAction("breaks", "echo broken pipe >&2; exit 7\n", null);
        var run = workflows.run(workflows.create("fails", "{tasks: [{name: 'bad', action: '$.breaks'}]}"));

        var why = explanation(run);

        assertThat(why.path("cause").asText()).startsWith("It failed: Workflow failed: 1 task(s) failed: bad");
        assertThat(why.path("remedy").asText()).contains("rerun");
        assertThat(why.at("/tasks/0/evidence/0").asText()).contains("is failed");
        var process = explanation(workflows.child(run, "bad"));
        assertThat(process.path("evidence").toString()).contains("exit code 7", "broken pipe");
    }

    @Test
    void whatWaitsForAWorkerSaysWhichLabelIsMissing() {
        long id = fixture.api()
                .post(
                        "/api/v1/executions/execute",
                        Json.object(
                                "action_ref",
                                fixture.shellAction("anywhere", "true\n", null),
                                "worker_selector",
                                Json.object("zone", "nowhere")))
                .expect(201)
                .data()
                .path("id")
                .asLong();

        var why = explanation(Json.object("id", id));
        assertThat(why.path("cause").asText()).startsWith("No worker can take it: 0 of ");
        assertThat(why.path("evidence").toString()).contains("label zone is wanted to be 'nowhere'");

        fixture.ended(id, LIMIT);
        assertThat(explanation(Json.object("id", id)).path("cause").asText()).isEqualTo("No worker could take it");
    }

    @Test
    void aTimelineTellsOfWaitsForSlotsAndForPeople(@TempDir Path directory) throws IOException {
        var wait = fixture.waitingAction("wait");
        var policy = new Policies(fixture).forAction("one", wait, Json.object("threshold", 1));
        var go = directory.resolve("go");
        var first = fixture.run(wait, Json.object("file", go.toString()));
        var second = fixture.run(wait, Json.object("file", go.toString()));
        Files.createFile(go);
        fixture.ended(first.path("id").asLong(), LIMIT);
        fixture.ended(second.path("id").asLong(), LIMIT);
        assertThat(told(timeline(first))).doesNotContain("waits_for_slot");
        var waited = timeline(second);
        assertThat(told(waited))
                .containsSubsequence("requested", "waits_for_slot", "got_slot", "scheduled", "started", "completed");
        assertThat(waited.get(1).path("reason").asText()).isEqualTo("waits for a slot of policy " + policy);
        assertThat(waited.get(2).path("reason").asText()).startsWith("has a slot of policy " + policy + ", after ");

        var ask = fixture.run("core.ask", Json.object("prompt", "Really?"));
        var inquiries = new Inquiries(fixture);
        var asked = Poll.until(
                        LIMIT, "it asks", () -> inquiries.of(ask.path("id").asLong()), found -> !found.isEmpty())
                .getFirst();
        inquiries.respond(asked, Json.object("yes", true)).expect(200);
        fixture.ended(ask.path("id").asLong(), LIMIT);
        assertThat(told(timeline(ask))).containsSubsequence("requested", "started", "asked", "answered", "completed");
        assertThat(timeline(ask).toString()).contains("was answered by ").doesNotContain("Really?");
    }

    @Test
    void aPausedWorkflowAndWhoCancelledItAreNamed() {
        fixture.sleepAction("nap");
        var run = fixture.run(
                workflows.create("held", "{tasks: [{name: 'nap', action: '$.nap', input: {duration: 20}}]}"),
                Json.object());
        var path = "/api/v1/executions/" + run.path("id").asLong();
        Poll.until(
                LIMIT,
                "it runs",
                () -> fixture.execution(run.path("id").asLong()),
                execution -> Workflows.status(execution).equals("running"));
        fixture.api().post(path + "/pause", Json.object()).expect(200);
        assertThat(explanation(run).path("cause").asText()).contains("paused");

        fixture.api().post(path + "/cancel", Json.object()).expect(200);

        assertThat(explanation(run).path("cause").asText()).contains("cancelled by ");
        assertThat(told(timeline(run))).contains("paused", "canceling");
    }

    @Test
    void aRuleThatDidNotFireSaysWhichConditionFailed() {
        var hook = fixture.webhook("why");
        var rule = fixture.ref("why");
        fixture.api()
                .post(
                        "/api/v1/rules",
                        Json.object(
                                "ref",
                                rule,
                                "pack_ref",
                                fixture.pack(),
                                "label",
                                "Why",
                                "trigger_ref",
                                hook.ref(),
                                "action_ref",
                                "core.noop",
                                "criteria",
                                "event.payload.level == 'high'",
                                "enabled",
                                true))
                .expect(201);
        var path = "/api/v1/rules/" + rule + "/explain";
        assertThat(fixture.api().get(path).expect(200).data().path("stage").asText())
                .isEqualTo("no_event");

        hook.fire(Json.object("level", "low"));
        var low = fixture.api().get(path).expect(200).data();
        hook.fire(Json.object("level", "high"));
        var high = fixture.api().get(path).expect(200).data();

        assertThat(low.path("stage").asText()).isEqualTo("condition");
        assertThat(low.path("evidence").toString()).contains("event.payload.level was 'low'");
        assertThat(high.path("stage").asText()).isEqualTo("execution");
        assertThat(high.path("fired").asBoolean()).isTrue();
        assertThat(fixture.api()
                        .get(path + "?event=" + low.path("event").asLong())
                        .expect(200)
                        .data()
                        .path("stage")
                        .asText())
                .isEqualTo("condition");
        fixture.api().get(path + "?event=999999999").expect(404);
        Team.shared().api().get(path).expect(404);
    }

    @Test
    void othersSeeNeither() {
        var run = fixture.run("core.noop", Json.object());
        var stranger = Team.shared().api();

        for (var what : List.of("timeline", "explain")) {
            stranger.get("/api/v1/executions/" + run.path("id").asLong() + "/" + what)
                    .expect(404);
        }
    }
}
