package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** T2.6 Approval, and what runtime.md §7 and workflows.md §11 add. */
class InquiryTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonNode APPROVAL = Json.object(
            "approved", Json.object("type", "boolean", "required", true), "comment", Json.object("type", "string"));

    private final Fixture fixture = Fixture.shared();
    private final Inquiries inquiries = new Inquiries(fixture);
    private final Workflows workflows = new Workflows(fixture);

    @Test
    void anAnswerIsKeptWithItsTimeAndWhoGaveIt() {
        long execution = inquiries.execution();
        var asked = inquiries.ask(
                "execution",
                execution,
                "prompt",
                "Deploy to production?",
                "response_schema",
                APPROVAL,
                "timeout_at",
                Inquiries.in(Duration.ofMinutes(5)));
        assertThat(Inquiries.status(asked)).isEqualTo("pending");
        assertThat(asked.path("prompt").asText()).isEqualTo("Deploy to production?");
        assertThat(asked.path("execution").asLong()).isEqualTo(execution);
        assertThat(asked.path("responded_at").isNull()).isTrue();

        var response = Json.object("approved", true, "comment", "looks good");
        var before = Instant.now();
        assertThat(Inquiries.status(
                        inquiries.respond(asked, response).expect(200).data()))
                .isEqualTo("responded");

        var seen = inquiries.get(asked);
        assertThat(Inquiries.status(seen)).isEqualTo("responded");
        assertThat(seen.path("response")).isEqualTo(response);
        assertThat(Instant.parse(seen.path("responded_at").asText()))
                .isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
        assertThat(seen.path("responded_by").asLong())
                .isEqualTo(fixture.api()
                        .get("/auth/me")
                        .expect(200)
                        .data()
                        .path("id")
                        .asLong());
        assertThat(fixture.execution(execution).path("status").asText())
                .as("it does not wait")
                .isEqualTo("completed");
    }

    @Test
    void aRejectionIsAnAnswer() {
        var asked = inquiries.ask("response_schema", APPROVAL);

        inquiries.respond(asked, Json.object("approved", false)).expect(200);

        var seen = inquiries.get(asked);
        assertThat(Inquiries.status(seen)).isEqualTo("responded");
        assertThat(seen.path("response").path("approved")).isEqualTo(Json.value(false));
    }

    @Test
    void aFormIsStoredUnchangedIfItFits() {
        var schema = Json.relaxed("""
                {approved: {type: 'boolean', required: true}, environment: {type: 'string', enum: ['staging', 'production'], required: true},
                 when: {type: 'string', format: 'date', required: true}, replicas: {type: 'integer', minimum: 1}, notes: {type: 'string'}}
                """);
        var response = Json.relaxed("""
                {approved: true, environment: 'production', when: '2026-12-24', replicas: 3, notes: 'ünïcode & "quotes"'}
                """);
        var asked = inquiries.ask("response_schema", schema);

        var missing = inquiries.respond(asked, Json.object("approved", true)).expect(422);
        assertThat(missing.json().path("details").findValuesAsText("field"))
                .contains("response.environment", "response.when");
        var outside = inquiries
                .respond(asked, response.<ObjectNode>deepCopy().put("environment", "moon"))
                .expect(422);
        assertThat(outside.json().path("details").findValuesAsText("field")).containsExactly("response.environment");
        inquiries.respond(asked, "yes").expect(422);
        assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("pending");

        inquiries.respond(asked, response).expect(200);
        assertThat(inquiries.get(asked).path("response")).isEqualTo(response);
    }

    @Test
    void inquiriesAreListedAndAnExecutionHasOne() {
        List<Long> asked = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < 3; i++) {
            var inquiry = inquiries.ask("prompt", "Number " + i);
            asked.add(inquiry.path("id").asLong());
            last = inquiry.path("execution").asLong();
        }

        List<Long> listed = new ArrayList<>();
        for (var item :
                fixture.api().get("/api/v1/inquiries?limit=500").expect(200).items()) {
            listed.add(item.path("id").asLong());
        }
        assertThat(listed).containsAll(asked).isSortedAccordingTo(Comparator.reverseOrder());
        var page = fixture.api()
                .get("/api/v1/inquiries?execution=" + last + "&status=pending")
                .expect(200)
                .json();
        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("pagination").path("total_items").asInt()).isEqualTo(1);
        assertThat(page.path("pagination").path("page_size").asInt()).isEqualTo(50);
        fixture.api()
                .post("/api/v1/inquiries", Json.object("execution", last, "prompt", "Again?"))
                .expect(409);
        for (var spelling : List.of("canceled", "cancelled", "pending")) {
            fixture.api().get("/api/v1/inquiries/status/" + spelling).expect(200);
        }
        fixture.api().get("/api/v1/inquiries/status/answered").expect(400);
    }

    @Test
    void aWorkflowWaitsForTheAnswerAndUsesIt() {
        fixture.echoAction("work");
        var ref = workflows.create("gate", """
                {tasks: [{name: 'ask', action: 'core.ask', input: {prompt: 'Go on, {{ parameters.who }}?',
                        response_schema: {approved: {type: 'boolean', required: true}, word: {type: 'string'}}},
                        next: [{when: '{{ result().response.approved }}', publish: [{word: '{{ result().response.word }}'}], do: ['work']}]},
                    {name: 'work', action: '$.work', input: {message: '{{ workflow.word }}'}}]}
                """);
        var run = fixture.run(ref, Json.object("who", "ada"));
        var child = Poll.until(
                LIMIT,
                "the task asks",
                () -> workflows.children(run),
                children -> !children.isEmpty()
                        && Workflows.status(children.getFirst()).equals("running"));
        var result = child.getFirst().path("result");
        assertThat(result.path("status").asText()).isEqualTo("pending");
        assertThat(child.getFirst().path("worker").isNull()).isTrue();
        var asked = inquiries.get(result.path("inquiry_id").asLong());
        assertThat(asked.path("prompt").asText()).isEqualTo("Go on, ada?");
        assertThat(asked.path("execution").asLong())
                .isEqualTo(child.getFirst().path("id").asLong());
        assertThat(asked.path("timeout_at").isNull()).isTrue();
        Poll.stays(
                Duration.ofSeconds(2),
                "the workflow waits",
                () -> workflows.children(run),
                children -> children.size() == 1
                        && Workflows.status(children.getFirst()).equals("running"));
        assertThat(Workflows.status(fixture.execution(run.path("id").asLong()))).isEqualTo("running");

        inquiries.respond(asked, Json.object("approved", true, "word", "hurry")).expect(200);

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        var answered = workflows.child(ended, "ask");
        assertThat(Workflows.status(answered)).isEqualTo("completed");
        assertThat(answered.path("result").path("response").path("word").asText())
                .isEqualTo("hurry");
        assertThat(answered.path("result").path("__inquiry_id")).isEqualTo(asked.path("id"));
        assertThat(answered.path("workflow_task").path("timed_out")).isEqualTo(Json.value(false));
        assertThat(workflows.child(ended, "work").path("config").path("message").asText())
                .isEqualTo("hurry");
    }

    @Test
    void theFirstAnswerCounts() {
        var asked = inquiries.ask();
        inquiries.respond(asked, "first").expect(200);

        var second = inquiries.respond(asked, "second").expect(409);

        assertThat(second.json().path("error").asText()).contains("responded");
        assertThat(inquiries.get(asked).path("response")).isEqualTo(Json.value("first"));
    }

    @Test
    void ofManyAnswersAtOnceOneCounts() throws Exception {
        var run = fixture.run("core.ask", Json.object("prompt", "Who is first?"));
        var asked = inquiries.of(run.path("id").asLong()).getFirst();
        List<Callable<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int number = i;
            answers.add(() -> inquiries.respond(asked, number).status());
        }
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(answers)) {
                statuses.add(answer.get());
            }
        }

        assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
        assertThat(fixture.execution(run.path("id").asLong()).path("result").path("response"))
                .isEqualTo(inquiries.get(asked).path("response"))
                .isEqualTo(Json.value(statuses.indexOf(200)));
    }

    @Test
    void coreAskRunsDirectlyToo() {
        var run = fixture.run("core.ask", Json.object("prompt", "Now?", "timeout_seconds", 300));
        var execution = fixture.execution(run.path("id").asLong());
        assertThat(Workflows.status(execution)).isEqualTo("running");
        var asked = inquiries.of(run.path("id").asLong()).getFirst();
        assertThat(asked.path("id")).isEqualTo(execution.path("result").path("inquiry_id"));
        assertThat(Instant.parse(asked.path("timeout_at").asText()))
                .isBetween(Instant.now().plusSeconds(280), Instant.now().plusSeconds(301));

        inquiries.respond(asked, Json.object("any", "thing")).expect(200);

        var ended = fixture.execution(run.path("id").asLong());
        assertThat(Workflows.status(ended)).as("in the same moment").isEqualTo("completed");
        assertThat(ended.path("result").path("response")).isEqualTo(Json.object("any", "thing"));
    }

    @Test
    void aQuestionThatCannotBeAskedFailsTheRunWithTheReason() {
        for (var parameters : List.of(
                Json.object("prompt", "?", "response_schema", Json.object("a", Json.object("type", "bool"))),
                Json.object("prompt", "?", "assigned_to", 999_999_999),
                Json.object("prompt", "x".repeat(10_001)))) {
            var ended =
                    fixture.ended(fixture.run("core.ask", parameters).path("id").asLong(), LIMIT);

            assertThat(Workflows.status(ended)).isEqualTo("failed");
            assertThat(ended.path("result").path("error").asText())
                    .contains("The question cannot be asked")
                    .containsAnyOf("response_schema.a.type", "assigned_to", "prompt");
        }
    }

    @Test
    void everyItemOfATaskAsks() {
        var ref = workflows.create("items", """
                {tasks: [{name: 'ask', action: 'core.ask', with_items: ['ann', 'bob', 'cid'], concurrency: 2,
                        input: {prompt: 'Are you in, {{ item }}?'}}],
                 output_map: {said: '{{ task.ask.items }}'}}
                """);
        var run = fixture.run(ref, Json.object());
        var children = Poll.until(
                LIMIT,
                "two items ask",
                () -> workflows.children(run, "ask"),
                found -> found.stream()
                                .filter(child -> Workflows.status(child).equals("running"))
                                .count()
                        == 2);
        assertThat(Workflows.status(children.getLast()))
                .as("the third waits for its turn")
                .isEqualTo("requested");
        for (int i = 0; i < 3; i++) {
            int item = i;
            var asking = Poll.until(
                    LIMIT,
                    "item " + item + " asks",
                    () -> workflows.children(run, "ask").get(item),
                    child -> Workflows.status(child).equals("running"));
            inquiries
                    .respond(inquiries.of(asking.path("id").asLong()).getFirst(), "yes " + item)
                    .expect(200);
        }

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        assertThat(ended.path("result").path("said").findValuesAsText("response"))
                .containsExactly("yes 0", "yes 1", "yes 2");
    }

    /** workflows.md §11: the process has ended, the run goes on. */
    @Test
    void aProcessAsksWithItsResult() {
        fixture.action(
                Json.object(
                        "ref",
                        fixture.ref("plan"),
                        "label",
                        "plan",
                        "entrypoint",
                        """
                        echo '{"cost": 12, "__inquiry": {"prompt": "Spend 12?", "response_schema": {"ok": {"type": "boolean", "required": true}}}}'
                        """,
                        "runtime_ref",
                        "core.shell",
                        "output_format",
                        "json"),
                null);
        var ref = workflows.create("spend", """
                {tasks: [{name: 'plan', action: '$.plan', next: [{when: '{{ result().response.ok }}', publish: [{cost: '{{ result().data.cost }}'}]}]}],
                 output_map: {cost: '{{ workflow.cost }}'}}
                """);
        var run = fixture.run(ref, Json.object());
        var asking = Poll.until(
                LIMIT,
                "the process has asked",
                () -> workflows.children(run),
                children -> !children.isEmpty()
                        && children.getFirst().path("result").has("__inquiry_id"));
        var child = asking.getFirst();
        assertThat(Workflows.status(child)).isEqualTo("running");
        assertThat(child.path("result").path("data").path("cost").asInt()).isEqualTo(12);
        var asked = inquiries.get(child.path("result").path("__inquiry_id").asLong());
        assertThat(asked.path("prompt").asText()).isEqualTo("Spend 12?");

        inquiries.respond(asked, Json.object("ok", true)).expect(200);

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        assertThat(ended.path("result").path("cost").asInt()).isEqualTo(12);
        assertThat(fixture.execution(child.path("id").asLong()).path("result").path("response"))
                .isEqualTo(Json.object("ok", true));
    }

    @Test
    void aCancelledRunIsAskedNoMore() {
        var run = fixture.run("core.ask", Json.object("prompt", "Still there?"));
        var asked = inquiries.of(run.path("id").asLong()).getFirst();

        fixture.api()
                .post("/api/v1/executions/" + run.path("id").asLong() + "/cancel", Json.object())
                .expect(200);

        assertThat(Workflows.status(fixture.execution(run.path("id").asLong()))).isEqualTo("cancelled");
        assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("cancelled");
        assertThat(inquiries.respond(asked, 1).expect(409).json().path("error").asText())
                .contains("cancelled");
    }

    /** workflows.md §8: also when running children may finish. */
    @Test
    void aCancelledWorkflowAsksNoMore() {
        var ref = workflows.create("waiting", "{tasks: [{name: 'ask', action: 'core.ask', input: {prompt: 'Well?'}}]}");
        var run = fixture.run(ref, Json.object());
        var child = Poll.until(
                        LIMIT,
                        "the task asks",
                        () -> workflows.children(run),
                        children -> !children.isEmpty()
                                && Workflows.status(children.getFirst()).equals("running"))
                .getFirst();

        fixture.api()
                .post("/api/v1/executions/" + run.path("id").asLong() + "/cancel", Json.object())
                .expect(200);

        assertThat(Workflows.status(fixture.ended(run.path("id").asLong(), LIMIT)))
                .isEqualTo("cancelled");
        assertThat(Workflows.status(fixture.execution(child.path("id").asLong())))
                .isEqualTo("cancelled");
        assertThat(Inquiries.status(inquiries.of(child.path("id").asLong()).getFirst()))
                .isEqualTo("cancelled");
    }

    @Test
    void cancellingOrDeletingAnInquiryCancelsTheRunThatWaits() {
        for (var how : List.of("cancel", "delete")) {
            var run = fixture.run("core.ask", Json.object("prompt", "To be or not to be?"));
            var asked = inquiries.of(run.path("id").asLong()).getFirst();
            var path = "/api/v1/inquiries/" + asked.path("id").asLong();

            if (how.equals("cancel")) {
                fixture.api().put(path, Json.object("status", "cancelled")).expect(200);
            } else {
                fixture.api().delete(path).expect(200);
                fixture.api().get(path).expect(404);
            }

            var ended = fixture.execution(run.path("id").asLong());
            assertThat(Workflows.status(ended)).as(how).isEqualTo("cancelled");
            assertThat(ended.path("result").path("error").asText()).isEqualTo("inquiry cancelled");
        }
    }

    @Test
    void whatHasEndedIsNotChanged() {
        var asked = inquiries.ask();
        inquiries.respond(asked, 1).expect(200);
        var path = "/api/v1/inquiries/" + asked.path("id").asLong();

        for (var change : List.of(
                Json.object("status", "pending"),
                Json.object("status", "cancelled"),
                Json.object("response", 2),
                Json.object("status", "responded", "response", 2))) {
            fixture.api().put(path, change).expect(409);
        }
        assertThat(inquiries.get(asked).path("response")).isEqualTo(Json.value(1));
    }

    /** A schema may call an answer secret: then it is to be seen by nobody but those who may see the secrets of runs. */
    @Test
    void aSecretAnswerIsHiddenAndStillReachesTheNextTask() {
        fixture.shellAction(
                "use",
                "printf '{\"length\": %s}\\n' \"${#pin}\"\n",
                Json.relaxed("{pin: {type: 'string', secret: true}}"));
        var ref = workflows.create("secret", """
                {tasks: [{name: 'ask', action: 'core.ask', input: {prompt: 'PIN?', response_schema: {pin: {type: 'string', secret: true}}},
                        next: [{when: '{{ succeeded() }}', do: ['use']}]},
                    {name: 'use', action: '$.use', input: {pin: '{{ task.ask.response.pin }}'}}]}
                """);
        var run = fixture.run(ref, Json.object());
        var child = Poll.until(
                        LIMIT,
                        "the task asks",
                        () -> workflows.children(run),
                        children -> !children.isEmpty()
                                && Workflows.status(children.getFirst()).equals("running"))
                .getFirst();
        var asked = inquiries.of(child.path("id").asLong()).getFirst();

        var answer = inquiries.respond(asked, Json.object("pin", "47114711")).expect(200);

        var ended = fixture.ended(run.path("id").asLong(), LIMIT);
        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("completed");
        var used = workflows.child(ended, "use");
        assertThat(used.path("result").path("data").path("length").asInt()).isEqualTo(8);
        for (var shown : List.of(
                answer.data(),
                inquiries.get(asked),
                fixture.execution(child.path("id").asLong()),
                used,
                ended)) {
            assertThat(shown.toString()).doesNotContain("47114711");
        }
        var revealing = "/api/v1/inquiries/" + asked.path("id").asLong() + "?include_secret_values=true";
        fixture.api().get(revealing).expect(403);
        assertThat(decrypter()
                        .get(revealing)
                        .expect(200)
                        .data()
                        .path("response")
                        .path("pin")
                        .asText())
                .isEqualTo("47114711");
    }

    /** Somebody who may see the secrets of runs, which not even core.admin may. */
    private Api decrypter() {
        var pack = "d" + fixture.pack();
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nname: " + pack + "\nversion: 1.0.0\n")
                .file("permission_sets/decrypter.yaml", """
                        ref: %s.decrypter
                        label: Decrypter
                        grants:
                          - resource: executions
                            actions: [read, decrypt]
                          - resource: inquiries
                            actions: [read]
                        """.formatted(pack));
        fixture.api()
                .upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);
        var login = pack + "@example.com";
        // Whom operators name without a tenant gets a tenant of its own.
        var tenant = fixture.api()
                .get("/auth/me")
                .expect(200)
                .data()
                .path("tenant_ref")
                .asText();
        long identity = fixture.api()
                .post(
                        "/api/v1/identities",
                        Json.object("login", login, "password", Team.PASSWORD, "tenant_ref", tenant))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        fixture.api()
                .post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_id", identity, "permission_set_ref", pack + ".decrypter"))
                .expect(201);
        return fixture.api().anonymous().login(login, Team.PASSWORD);
    }
}
