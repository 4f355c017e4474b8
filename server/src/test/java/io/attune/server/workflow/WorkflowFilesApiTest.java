package io.attune.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.ApiClient.Answer;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workflows as files of their packs (api-catalog.md §1, §3). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class WorkflowFilesApiTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @TestHTTPResource("/")
    URI base;

    private ApiClient admin;
    private String pack = "";

    @BeforeEach
    void makePack() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        admin = ApiClient.operator(base);
        pack = "files" + NUMBER.incrementAndGet();
        admin.post("/api/v1/packs", "{'ref': '" + pack + "', 'label': 'Pack', 'version': '1.0.0'}")
                .expect(201);
    }

    private static String file(String name, String label, String tasks) {
        return "{'name': '" + name + "', 'label': '" + label
                + "', 'version': '1.0.0', 'pack_ref': 'ignored', 'definition': " + "{'tasks': " + tasks
                + "}, 'param_schema': {'host': {'type': 'string', 'required': true}}}";
    }

    private Answer create(String name) {
        return admin.post(
                "/api/v1/packs/" + pack + "/workflow-files",
                file(name, "First", "[{'name': 'a', 'action': 'core.noop'}]"));
    }

    private Answer sync() {
        return admin.post("/api/v1/packs/" + pack + "/workflows/sync", "").expect(200);
    }

    private Answer validate() {
        return admin.post("/api/v1/packs/" + pack + "/workflows/validate", "").expect(200);
    }

    @Test
    void aWorkflowIsWrittenToFilesAndRewrittenAndTheFilesSayTheSame() {
        var made = create("first").expect(201);
        assertThat(made.text("ref")).isEqualTo(pack + ".first");
        create("first").expect(409);
        create("second").expect(201);

        var changed = admin.put(
                        "/api/v1/workflows/" + pack + ".first/file",
                        file("first", "Changed", "[{'name': 'b', 'action': 'core.echo'}]"))
                .expect(200);

        assertThat(changed.id()).isEqualTo(made.id());
        assertThat(changed.text("label")).isEqualTo("Changed");
        assertThat(changed.data().at("/definition/tasks/0/action").asText()).isEqualTo("core.echo");
        assertThat(admin.get("/api/v1/actions/" + pack + ".first").expect(200).text("entrypoint"))
                .isEqualTo("workflows/first.workflow.yaml");
        var synced = sync().data();
        assertThat(synced.path("loaded_count").asInt()).isEqualTo(2);
        assertThat(synced.path("registered_count").asInt()).isEqualTo(2);
        assertThat(synced.at("/workflows/0/created").asBoolean()).isFalse();
        assertThat(admin.get("/api/v1/workflows/" + pack + ".first").expect(200).text("label"))
                .isEqualTo("Changed");
        assertThat(admin.get("/api/v1/workflows/" + pack + ".second")
                        .expect(200)
                        .text("label"))
                .isEqualTo("First");
    }

    @Test
    void aWorkflowThatWasMadeWithoutAFileGetsOneAndKeepsItsId() {
        String ref = pack + ".made";
        long id = admin.post(
                        "/api/v1/workflows",
                        "{'ref': '" + ref + "', 'pack_ref': '" + pack
                                + "', 'label': 'Made', 'version': '1.0.0', 'definition': {'tasks': [{'name': 'a', 'action': 'core.noop'}]}}")
                .expect(201)
                .id();

        var saved = admin.put(
                        "/api/v1/workflows/" + ref + "/file",
                        file("made", "Saved", "[{'name': 'a', 'action': 'core.noop'}]"))
                .expect(200);

        assertThat(saved.id()).isEqualTo(id);
        assertThat(sync().data().path("registered_count").asInt()).isEqualTo(1);
    }

    @Test
    void tagsStayOnTheirWayThroughTheFiles() {
        String tagged = file("tagged", "Tagged", "[{'name': 'a', 'action': 'core.noop'}]")
                .replaceFirst("\\}$", ", 'tags': ['night', 'ops']}");

        var made =
                admin.post("/api/v1/packs/" + pack + "/workflow-files", tagged).expect(201);

        assertThat(made.data().path("tags").toString()).isEqualTo("[\"night\",\"ops\"]");
        sync();
        assertThat(admin.get("/api/v1/workflows/" + pack + ".tagged")
                        .expect(200)
                        .data()
                        .path("tags")
                        .toString())
                .isEqualTo("[\"night\",\"ops\"]");
    }

    @Test
    void whatIsSavedAndMayNotBeMeantIsNoted() {
        var made = admin.post(
                        "/api/v1/workflows",
                        "{'ref': '" + pack + ".round', 'pack_ref': '" + pack
                                + "', 'label': 'Round', 'version': '1.0.0', 'definition': {'tasks': [{'name': 'a', 'action': 'core.noop',"
                                + " 'next': [{'when': '{{ failed() }}', 'do': ['a']}]}]}}")
                .expect(201);

        assertThat(made.json().path("message").asText()).startsWith("Workflow created successfully. Note: task 'a'");
    }

    @Test
    void aParameterThatTasksUseIsNotTakenAway() {
        String ref = pack + ".uses";
        admin.post(
                        "/api/v1/workflows",
                        "{'ref': '" + ref + "', 'pack_ref': '" + pack
                                + "', 'label': 'Uses', 'version': '1.0.0', 'param_schema': {'host': {'type': 'string'}}, 'definition': {'tasks':"
                                + " [{'name': 'a', 'action': 'core.echo', 'input': {'message': '{{ host }}'}}]}}")
                .expect(201);

        var refused =
                admin.put("/api/v1/workflows/" + ref, "{'param_schema': {}}").expect(422);

        assertThat(refused.json().toString()).contains("definition.tasks.0.input.message", "unknown name 'host'");
    }

    /** A pack may bring a graph that cannot work; an earlier release may have let one through. */
    @Test
    void whatWasWrongBeforeKeepsNoParametersFromChanging() {
        create("bad").expect(201);
        String ref = pack + ".bad";
        transactions.engineTask(tx -> tx.sql()
                .execute(
                        "update workflow_definition set definition = ?::jsonb where ref = ?",
                        "{\"tasks\": [{\"name\": \"a\", \"action\": \"core.noop\", \"join\": 2}]}",
                        ref));

        admin.put("/api/v1/workflows/" + ref, "{'param_schema': {'host': {'type': 'string'}}}")
                .expect(200);
    }

    @Test
    void validationNamesFileLineAndTask() {
        admin.post(
                        "/api/v1/packs/" + pack + "/workflow-files",
                        file("wrong", "Wrong", "[{'name': 'a', 'action': '" + pack + ".missing'}]"))
                .expect(201);
        create("right").expect(201);

        var found = validate().data();

        assertThat(found.path("validated_count").asInt()).isEqualTo(2);
        assertThat(found.path("error_count").asInt()).isEqualTo(1);
        assertThat(found.path("errors").path(pack + ".wrong").get(0).asText())
                .startsWith("actions/workflows/wrong.workflow.yaml:4:")
                .contains("task 'a'", "there is no action");
        assertThat(sync().data().at("/workflows").toString()).contains("there is no action");
    }

    @Test
    void aPackWithoutFilesHasNothingToTakeOver() {
        assertThat(sync().data().path("loaded_count").asInt()).isZero();
        assertThat(validate().data().path("error_count").asInt()).isZero();
        admin.post("/api/v1/packs/nothing/workflows/sync", "").expect(404);
        admin.post("/api/v1/packs/nothing/workflows/validate", "").expect(404);
    }

    @Test
    void aDefinitionMayBeYamlAndItsErrorsNameTheLine() {
        String body = "{'ref': '" + pack + ".text', 'pack_ref': '" + pack
                + "', 'label': 'Text', 'version': '1.0.0', 'definition': ";
        admin.post("/api/v1/workflows", body + "'tasks:\\n- name: a\\n  action: core.noop\\n'}")
                .expect(201);

        var refused = admin.post(
                        "/api/v1/workflows",
                        body + "'tasks:\\n- name: a\\n  action: core.noop\\n  next:\\n  - do: [b]\\n'}")
                .expect(422);

        assertThat(refused.json().toString()).contains("line 5: task 'a'", "definition.tasks.0.next");
    }

    @Test
    void namesAreOneWordAndFilesOfSystemPacksAndOthersStayAsTheyAre() {
        admin.post(
                        "/api/v1/packs/" + pack + "/workflow-files",
                        file("../evil", "Evil", "[{'name': 'a', 'action': 'core.noop'}]"))
                .expect(422);
        admin.post("/api/v1/packs/core/workflow-files", file("mine", "Mine", "[{'name': 'a', 'action': 'core.noop'}]"))
                .expect(403);
        create("mine").expect(201);
        var other = admin.tenant().api();
        other.post(
                        "/api/v1/packs/" + pack + "/workflow-files",
                        file("x", "X", "[{'name': 'a', 'action': 'core.noop'}]"))
                .expect(404);
        other.put(
                        "/api/v1/workflows/" + pack + ".mine/file",
                        file("mine", "X", "[{'name': 'a', 'action': 'core.noop'}]"))
                .expect(404);
        other.post("/api/v1/packs/" + pack + "/workflows/sync", "").expect(404);
        other.post("/api/v1/packs/" + pack + "/workflows/validate", "").expect(404);
    }
}
