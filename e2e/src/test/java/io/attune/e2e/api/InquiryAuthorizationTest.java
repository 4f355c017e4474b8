package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A12 Inquiry authorization. */
class InquiryAuthorizationTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Tells the test its token and goes on until the file is gone. */
    private static final String TELL_TOKEN = """
            read -r document
            printf %s "$ATTUNE_API_TOKEN" > "$file.part" && mv "$file.part" "$file"
            while [ -e "$file" ]; do sleep 0.1; done
            """;

    private final Team team = Team.shared();
    private final Fixture fixture = new Fixture(team.api());
    private final Inquiries inquiries = new Inquiries(fixture);
    private final Team.Member assignee = team.member("assignee", "core.executor");
    private final Team.Member other = team.member("other", "core.executor");

    @TempDir
    Path directory;

    private String telling() {
        return fixture.shellAction("tell", TELL_TOKEN, Json.object("file", Json.object("type", "string")));
    }

    /** A run that goes on, and the API with its token. */
    private record Run(long id, Api api) {}

    private Run start(Api as, String action, String name) {
        var file = directory.resolve(name);
        long id = as.post(
                        "/api/v1/executions/execute",
                        Json.object(
                                "action_ref",
                                action,
                                "parameters",
                                Json.object("file", file.toString()),
                                "permission_set_refs",
                                Json.array("core.executor")))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        Poll.until(LIMIT, "run " + name + " tells its token", () -> Files.exists(file), told -> told);
        try {
            return new Run(id, team.api().as(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refusedAsLoop(Api.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.json().path("error").asText()).contains("privilege loop");
    }

    @Test
    void onlyTheAssigneeAnswersAndNeverTheAskingRunOrItsDescendants() {
        var action = telling();
        var asking = start(assignee.api(), action, "asking");
        var child = start(asking.api(), action, "child");
        var grandchild = start(child.api(), action, "grandchild");
        assertThat(fixture.execution(grandchild.id()).path("parent").asLong()).isEqualTo(child.id());
        var unrelated = start(assignee.api(), action, "unrelated");
        var foreign = start(other.api(), action, "foreign");
        var asked = inquiries.ask("execution", asking.id(), "assigned_to", assignee.id());

        for (var loop : new Run[] {asking, child, grandchild}) {
            refusedAsLoop(Inquiries.respond(loop.api(), asked, true));
        }
        Inquiries.respond(other.api(), asked, true).expect(403);
        Inquiries.respond(foreign.api(), asked, true).expect(403);
        Inquiries.respond(team.api(), asked, true).expect(403);
        assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("pending");

        Inquiries.respond(unrelated.api(), asked, true).expect(200);
        assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("responded");
    }

    @Test
    void theAssigneeAnswersWithAnAccessToken() {
        var asked = inquiries.ask("assigned_to", assignee.id());

        var answer = Inquiries.respond(assignee.api(), asked, true).expect(200).data();

        assertThat(Inquiries.status(answer)).isEqualTo("responded");
        assertThat(answer.path("responded_by").asLong()).isEqualTo(assignee.id());
    }

    @Test
    void everybodyOfTheTenantAnswersWhatIsAssignedToNobody() {
        var nobody = team.member("nobody");
        var asked = inquiries.ask();
        nobody.api().get("/api/v1/inquiries").expect(403);
        nobody.api().get("/api/v1/inquiries/" + asked.path("id").asLong()).expect(403);

        assertThat(Inquiries.status(
                        Inquiries.respond(nobody.api(), asked, true).expect(200).data()))
                .isEqualTo("responded");
    }

    @Test
    void toOtherTenantsThereIsNoSuchInquiry() {
        var asked = inquiries.ask();
        var stranger = Team.shared().api();
        var path = "/api/v1/inquiries/" + asked.path("id").asLong();

        Inquiries.respond(stranger, asked, true).expect(404);
        stranger.get(path).expect(404);
        stranger.put(path, Json.object("status", "cancelled")).expect(404);
        stranger.delete(path).expect(404);
        stranger.get("/api/v1/executions/" + asked.path("execution").asLong() + "/inquiries")
                .expect(404);
        stranger.post("/api/v1/inquiries", Json.object("execution", inquiries.execution(), "prompt", "Foreign?"))
                .expect(404);
        assertThat(stranger.get("/api/v1/inquiries?assigned_to=" + assignee.id())
                        .expect(200)
                        .items())
                .isEmpty();
        // Nobody of another tenant can be asked.
        assertThat(stranger.post(
                                "/api/v1/inquiries",
                                Json.object(
                                        "execution",
                                        new Inquiries(new Fixture(stranger)).execution(),
                                        "prompt",
                                        "You?",
                                        "assigned_to",
                                        assignee.id()))
                        .expect(422)
                        .json()
                        .path("details")
                        .findValuesAsText("field"))
                .containsExactly("assigned_to");
        assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("pending");
    }

    /** A task asks for its workflow, which must not answer through another of its tasks. */
    @Test
    void aWorkflowDoesNotApproveItself() {
        telling();
        var file = directory.resolve("task");
        var ref = new Workflows(fixture).create("self", Json.object("file", Json.object("type", "string")), """
                        {tasks: [{name: 'ask', action: 'core.ask', input: {prompt: 'May I?'}},
                            {name: 'tell', action: '$.tell', input: {file: '{{ parameters.file }}'}, permission_set_refs: ['core.executor']}]}
                        """);
        var run = fixture.run(ref, Json.object("file", file.toString()));
        Poll.until(LIMIT, "the task tells its token", () -> Files.exists(file), told -> told);
        JsonNode asked = Poll.until(
                        LIMIT,
                        "the workflow asks",
                        () -> new Workflows(fixture)
                                .children(run, "ask").stream()
                                        .flatMap(child ->
                                                inquiries.of(child.path("id").asLong()).stream())
                                        .toList(),
                        found -> !found.isEmpty())
                .getFirst();

        try {
            refusedAsLoop(Inquiries.respond(team.api().as(Files.readString(file)), asked, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAdministratorReassignsAndAnswersInstead() {
        var asked = inquiries.ask("assigned_to", assignee.id());
        var path = "/api/v1/inquiries/" + asked.path("id").asLong();
        other.api().put(path, Json.object("assigned_to", other.id())).expect(403);

        assertThat(team.api()
                        .put(path, Json.object("assigned_to", other.id()))
                        .expect(200)
                        .data()
                        .path("assigned_to")
                        .asLong())
                .isEqualTo(other.id());
        Inquiries.respond(assignee.api(), asked, true).expect(403);
        assertThat(Inquiries.status(team.api()
                        .put(path, Json.object("status", "responded", "response", Json.object("by", "admin")))
                        .expect(200)
                        .data()))
                .isEqualTo("responded");
        Inquiries.respond(other.api(), asked, true).expect(409);
    }

    /** What was asked of one is not everybody's to answer when that one is gone. */
    @Test
    void whoIsDeletedLeavesQuestionsThatAnAdministratorGivesToSomebodyElse() {
        var leaving = team.member("leaving");
        var asked = inquiries.ask("assigned_to", leaving.id());
        team.operator().delete("/api/v1/identities/" + leaving.id()).expect(200);

        Inquiries.respond(other.api(), asked, true).expect(403);
        Inquiries.respond(team.api(), asked, true).expect(403);
        assertThat(Inquiries.status(inquiries.get(asked))).isEqualTo("pending");
        var path = "/api/v1/inquiries/" + asked.path("id").asLong();
        team.api().put(path, Json.object("assigned_to", leaving.id())).expect(422);
        team.api().put(path, Json.object("assigned_to", other.id())).expect(200);

        Inquiries.respond(assignee.api(), asked, true).expect(403);
        Inquiries.respond(other.api(), asked, true).expect(200);
    }

    @Test
    void aGrantForSomeInquiriesReachesNoOthers() {
        var asked = inquiries.ask();
        var hidden = inquiries.ask();
        var pack = "g" + UUID.randomUUID().toString().substring(0, 8);
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nlabel: P\nversion: 1.0.0\n")
                .file("permission_sets/some.yaml", """
                        ref: $.some
                        grants:
                          - resource: inquiries
                            actions: [read, create, update, delete]
                            constraints: {ids: [%d]}
                        """.formatted(
                        asked.path("id").asLong()).replace("$", pack));
        team.api()
                .upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);
        var some = team.member("some", pack + ".some").api();

        for (var list : new String[] {"?limit=1", "/status/pending?page_size=1"}) {
            var found = some.get("/api/v1/inquiries" + list).expect(200);
            assertThat(found.items()).hasSize(1);
            assertThat(found.items().get(0).path("id")).isEqualTo(asked.path("id"));
            var pagination = found.json().path("pagination");
            assertThat(pagination.path("total_items").asInt()).isEqualTo(1);
            assertThat(pagination.path("has_next").asBoolean()).isFalse();
        }
        var path = "/api/v1/inquiries/" + hidden.path("id").asLong();
        some.get(path).expect(404);
        some.put(path, Json.object("status", "cancelled")).expect(403);
        some.delete(path).expect(403);
        some.post("/api/v1/inquiries", Json.object("execution", inquiries.execution(), "prompt", "May I?"))
                .expect(403);
        assertThat(Inquiries.status(inquiries.get(hidden))).isEqualTo("pending");
        some.put("/api/v1/inquiries/" + asked.path("id").asLong(), Json.object("status", "cancelled"))
                .expect(200);
    }

    /** Whoever may not read a run neither asks about it nor learns what it asks; it is as if there were none. */
    @Test
    void whoMayNotReadARunHasNothingToDoWithItsInquiries() {
        var pack = "g" + UUID.randomUUID().toString().substring(0, 8);
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nlabel: P\nversion: 1.0.0\n")
                .file("permission_sets/own.yaml", """
                        ref: $.own
                        grants:
                          - {resource: inquiries, actions: [read, create]}
                          - {resource: actions, actions: [execute]}
                          - {resource: executions, actions: [read], constraints: {execution_scope: self}}
                        """.replace("$", pack));
        team.api()
                .upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);
        var own = team.member("own", pack + ".own").api();
        var hidden = inquiries.ask().path("execution").asLong();
        var free = inquiries.execution();
        var mine = own.post(
                        "/api/v1/executions/execute",
                        Json.object("action_ref", "core.noop", "parameters", Json.object()))
                .expect(201)
                .data()
                .path("id")
                .asLong();

        assertThat(own.get("/api/v1/executions/" + hidden + "/inquiries")
                        .expect(404)
                        .body())
                .isEqualTo(own.get("/api/v1/executions/999999999/inquiries")
                        .expect(404)
                        .body()
                        .replace("999999999", Long.toString(hidden)));
        for (long unreadable : new long[] {hidden, free}) {
            own.post("/api/v1/inquiries", Json.object("execution", unreadable, "prompt", "May I?"))
                    .expect(404);
        }
        assertThat(inquiries.of(free)).isEmpty();
        own.post("/api/v1/inquiries", Json.object("execution", mine, "prompt", "May I?"))
                .expect(201);
        assertThat(own.get("/api/v1/executions/" + mine + "/inquiries")
                        .expect(200)
                        .items())
                .hasSize(1);
    }

    @Test
    void oneReadsWhatOneIsAskedOneselfWithoutAnyGrant() {
        var nobody = team.member("plain");
        var asked = inquiries.ask("assigned_to", nobody.id());

        assertThat(nobody.api()
                        .get("/api/v1/inquiries/" + asked.path("id").asLong())
                        .expect(200)
                        .data()
                        .path("id"))
                .isEqualTo(asked.path("id"));
        assertThat(nobody.api()
                        .get("/api/v1/inquiries?assigned_to=" + nobody.id())
                        .expect(200)
                        .items())
                .hasSize(1);
    }
}
