package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs may do on behalf of whom (security.md §2.4, §3.5; SEC-8, SEC-12). */
class DelegationTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TELL_TOKEN = """
            read -r document
            printf %s "${ATTUNE_API_TOKEN:-none}" > "$file.part" && mv "$file.part" "$file"
            sleep "$seconds"
            """;

    private static final String TASK = "{tasks: [{name: 'a', action: '$.echo', permission_set_refs: ['%s']}]}";

    private final Team team = Team.shared();
    private final Fixture fixture = new Fixture(team.api());
    private final Workflows workflows = new Workflows(fixture);
    private final Team.Member editor = team.member("editor", "core.editor");

    @TempDir
    Path directory;

    @Test
    void nobodyHandsOnMoreThanItHas() {
        var action = fixture.echoAction("echo");
        var hook = fixture.webhook("hit");
        execute(editor.api(), action, "core.viewer").expect(201);

        for (var refused : new Api.Answer[] {
            execute(editor.api(), action, "core.admin"),
            execute(editor.api(), action, "no.such_set"),
            editor.api().post("/api/v1/rules", rule("bad", hook, action, "core.admin")),
            editor.api()
                    .put(
                            "/api/v1/actions/" + action,
                            Json.object("default_execution_permission_set_refs", Json.array("core.admin")))
        }) {
            assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
        }
        assertThat(execute(editor.api(), action, "core.admin")
                        .json()
                        .path("error")
                        .asText())
                .contains("permission", "core.admin");
        execute(editor.api(), action, "standard").expect(201);

        // Nor does it change what acts with more than it has.
        team.api()
                .post("/api/v1/rules", rule("strong", hook, action, "core.admin"))
                .expect(201);
        editor.api()
                .put(
                        "/api/v1/rules/" + fixture.ref("strong"),
                        Json.object("action_params", Json.object("message", "x")))
                .expect(403);
        editor.api()
                .put("/api/v1/rules/" + fixture.ref("strong"), Json.object("label", "Renamed"))
                .expect(200);
    }

    @Test
    void aRunActsAsLongAsItsOwnerMayAndAsItLives() {
        var action = tellingAction();
        var hook = fixture.webhook("hit");
        var assignment = team.operator()
                .get("/api/v1/identities/" + editor.id() + "/permissions")
                .expect(200)
                .json()
                .get(0)
                .path("id")
                .asLong();
        editor.api()
                .post("/api/v1/rules", rule("rule", hook, action, "core.viewer"))
                .expect(201);

        hook.fire(Json.object("file", file("first"), "seconds", 60));
        var token = token("first");
        var run = team.api().as(token);
        assertThat(run.get("/auth/me").expect(200).data().path("login").asText())
                .isEqualTo(editor.login());
        run.get("/api/v1/packs/" + fixture.pack()).expect(200);
        run.get("/api/v1/rules").expect(200);
        run.post("/api/v1/packs", Json.object("ref", "x", "label", "x", "version", "1"))
                .expect(403);
        run.put("/auth/me", Json.object("display_name", "A run")).expect(403);

        // Rights taken away stop working in the middle of a run, and the next one does not begin.
        team.operator().delete("/api/v1/permissions/assignments/" + assignment).expect(200);
        run.get("/api/v1/rules").expect(403);
        hook.fire(Json.object("file", file("second"), "seconds", 0));
        var refused = Poll.until(
                LIMIT,
                "the second run ends",
                () -> fixture.executionsOf(action),
                found -> found.size() == 2 && Fixture.isTerminal(found.getFirst()));
        assertThat(refused.getFirst().path("status").asText()).isEqualTo("failed");
        assertThat(refused.getFirst().path("result").path("error").asText())
                .contains("Insufficient permissions", editor.login(), "core.viewer");
        assertThat(directory.resolve("second")).doesNotExist();

        // Back again: but the token dies with its run.
        team.operator()
                .post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_id", editor.id(), "permission_set_ref", "core.editor"))
                .expect(201);
        run.get("/api/v1/rules").expect(200);
        long id = refused.getLast().path("id").asLong();
        team.api().post("/api/v1/executions/" + id + "/cancel", Json.object()).expect(200);
        fixture.ended(id, LIMIT);
        run.get("/api/v1/rules").expect(401);
    }

    @Test
    void aRunWithoutPermissionSetsGetsNoToken() {
        var action = tellingAction();

        fixture.run(action, Json.object("file", file("plain"), "seconds", 0));

        assertThat(token("plain")).isEqualTo("none");
    }

    @Test
    void packFilesAreNoWayToMore() {
        var pack = "p" + UUID.randomUUID().toString().substring(0, 8);
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nlabel: P\nversion: 1.0.0\n")
                .file(
                        "permission_sets/all.yaml",
                        "ref: " + pack + ".all\ngrants:\n  - {resource: identities, actions: [read, create]}\n");
        var refused = upload(editor.api(), archive);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
        assertThat(refused.json().path("error").asText()).contains("identities:create");
        team.api().get("/api/v1/packs/" + pack).expect(404);

        var second = "q" + UUID.randomUUID().toString().substring(0, 8);
        var acting = new PackArchive()
                .file("pack.yaml", "ref: " + second + "\nlabel: P\nversion: 1.0.0\n")
                .file("actions/do.sh", "#!/bin/sh\ntrue\n")
                .file(
                        "actions/do.yaml",
                        "ref: " + second + ".do\nlabel: Do\nentry_point: do.sh\nrunner_type: shell\n"
                                + "default_execution_permission_set_refs: [core.admin]\n");
        assertThat(upload(editor.api(), acting).status()).isEqualTo(403);
        upload(team.api(), acting).expect(201);
        // Nor by the files of what acts with more already.
        acting.file("actions/do.sh", "#!/bin/sh\necho changed\n");
        assertThat(replace(editor.api(), acting).status()).isEqualTo(403);
        replace(team.api(), acting).expect(201);
    }

    @Test
    void tasksOfWorkflowsActWithNoMoreThanTheirAuthorAndWhoRunsThem() {
        fixture.echoAction("echo");
        var literal = workflows.request("literal", Json.object(), TASK.formatted("core.admin"));
        var refused = editor.api().post("/api/v1/workflows", literal);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
        assertThat(refused.json().path("error").asText()).contains("core.admin");
        team.api().post("/api/v1/workflows", literal).expect(201);

        var pack = "w" + UUID.randomUUID().toString().substring(0, 8);
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nlabel: P\nversion: 1.0.0\n")
                .file(
                        "workflows/do.workflow.yaml",
                        "ref: " + pack + ".do\nlabel: Do\nversion: 1.0.0\ntasks:\n"
                                + "  - {name: a, action: core.noop, permission_set_refs: [core.admin]}\n");
        refused = upload(editor.api(), archive);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
        assertThat(refused.json().path("error").asText()).contains("core.admin");
        team.api().get("/api/v1/packs/" + pack).expect(404);

        // What a template names is known when the task is to run.
        var templated = workflows.request(
                "templated", Json.object("set", Json.object("type", "string")), TASK.formatted("{{ parameters.set }}"));
        editor.api().post("/api/v1/workflows", templated).expect(201);
        var byEditor = new Workflows(fixture.at(editor.api()));
        assertThat(Workflows.status(byEditor.run(fixture.ref("templated"), Json.object("set", "core.viewer"))))
                .isEqualTo("completed");
        var failed = byEditor.run(fixture.ref("templated"), Json.object("set", "core.admin"));
        assertThat(Workflows.status(failed)).isEqualTo("failed");
        assertThat(byEditor.child(failed, "a").path("result").path("error").asText())
                .contains("Insufficient permissions", "core.admin");
        // Nor does whoever runs what somebody else may write.
        assertThat(Workflows.status(byEditor.run(fixture.ref("literal")))).isEqualTo("failed");
        assertThat(Workflows.status(workflows.run(fixture.ref("literal")))).isEqualTo("completed");
    }

    @Test
    void nobodyChangesTheRuntimeOfWhatActsWithMore() {
        var runtime = fixture.ref("sh");
        team.api()
                .post(
                        "/api/v1/runtimes",
                        Json.object(
                                "ref",
                                runtime,
                                "pack_ref",
                                fixture.pack(),
                                "name",
                                "Shell",
                                "execution_config",
                                Json.object("interpreter", Json.object("binary", "/bin/sh"))))
                .expect(201);
        var change = Json.object("name", "Changed");
        editor.api().put("/api/v1/runtimes/" + runtime, change).expect(200);

        var strong = Json.object(
                "ref", fixture.ref("strong"), "label", "Strong", "entrypoint", "true", "runtime_ref", runtime);
        strong.set("default_execution_permission_set_refs", Json.array("core.admin"));
        fixture.action(strong, null);

        var refused = editor.api().put("/api/v1/runtimes/" + runtime, change);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
        assertThat(refused.json().path("error").asText()).contains("core.admin");
        team.api().put("/api/v1/runtimes/" + runtime, change).expect(200);
    }

    private static Api.Answer replace(Api api, PackArchive archive) {
        return api.upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of("force", "true"));
    }

    private static Api.Answer upload(Api api, PackArchive archive) {
        return api.upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of());
    }

    private String tellingAction() {
        return fixture.shellAction(
                "tell",
                TELL_TOKEN,
                Json.object("file", Json.object("type", "string"), "seconds", Json.object("type", "integer")));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private String token(String file) {
        return Poll.until(
                LIMIT,
                "the run tells its token",
                () -> {
                    try {
                        return Files.exists(directory.resolve(file)) ? Files.readString(directory.resolve(file)) : "";
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                text -> !text.isEmpty());
    }

    private static Api.Answer execute(Api api, String action, String set) {
        return api.post(
                "/api/v1/executions/execute",
                Json.object("action_ref", action, "permission_set_refs", Json.array(set)));
    }

    private ObjectNode rule(String name, Fixture.Webhook hook, String action, String set) {
        return Json.object(
                "ref", fixture.ref(name),
                "pack_ref", fixture.pack(),
                "label", name,
                "action_ref", action,
                "trigger_ref", hook.ref(),
                "action_params",
                        Json.object("file", "{{ event.payload.file }}", "seconds", "{{ event.payload.seconds }}"),
                "permission_set_refs", Json.array(set));
    }
}
