package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Team;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T3.10 Role permissions: the whole table, each shipped set brought by a role. */
class RolePermissionsTest {
    private final Team team = Team.shared();
    private final Fixture fixture = new Fixture(team.api());
    private final String action = fixture.echoAction("echo");
    private final Fixture.Webhook trigger = fixture.webhook("hit");
    private final String rule = fixture.rule("rule", trigger, action);

    /** Who may do what: list, create/update, create triggers, delete, execute, manage identities. */
    @ParameterizedTest
    @CsvSource({
        "core.viewer,   yes, no,  no,  no,  no,  no",
        "core.executor, yes, no,  no,  no,  yes, no",
        "core.editor,   yes, yes, no,  no,  yes, no",
        "core.admin,    yes, yes, yes, yes, yes, yes"
    })
    void theSetOfARoleSaysWhatItsIdentitiesMayDo(
            String set, String list, String change, String triggers, String delete, String execute, String identities) {
        var member = team.member(set.replace('.', '-'));
        for (var nothing : List.of("/actions", "/rules", "/triggers", "/executions")) {
            member.api().get("/api/v1" + nothing).expect(403);
        }

        var assignment = team.role(member, set);

        var api = member.api();
        for (var path : List.of("/packs", "/actions", "/rules", "/triggers")) {
            may(list, api.get("/api/v1" + path), "read");
        }
        may(change, api.post("/api/v1/packs", pack()), "packs:create");
        may(change, api.post("/api/v1/actions", action()), "actions:create");
        may(change, api.put("/api/v1/actions/" + action, Json.object("label", "Renamed")), "actions:update");
        may(change, api.post("/api/v1/rules", rule()), "rules:create");
        may(change, api.put("/api/v1/rules/" + rule, Json.object("label", "Renamed")), "rules:update");
        may(triggers, api.post("/api/v1/triggers", trigger()), "triggers:create");
        may(triggers, api.put("/api/v1/triggers/" + trigger.ref(), Json.object("label", "Renamed")), "triggers:update");
        may(execute, api.post("/api/v1/executions/execute", run()), "actions:execute");
        may(identities, api.get("/api/v1/identities"), "identities:read");
        may(identities, api.post("/api/v1/identities", identity()), "identities:create");
        may(delete, api.delete("/api/v1/actions/" + fixture.echoAction(unique())), "actions:delete");
        may(delete, api.delete("/api/v1/rules/" + fixture.rule(unique(), trigger, action)), "rules:delete");
        may(delete, api.delete("/api/v1/packs/" + newPack()), "packs:delete");

        team.api()
                .delete("/api/v1/identities/roles/" + assignment.path("id").asLong())
                .expect(200);
        api.get("/api/v1/actions").expect(403);
    }

    @Test
    void thePermissionIsAskedForBeforeAnythingElse() {
        var viewer = team.member("viewer", "core.viewer").api();

        for (var answer : List.of(
                viewer.post("/api/v1/actions", Json.object()),
                viewer.post("/api/v1/packs", Json.array()),
                viewer.put("/api/v1/rules/no.thing", Json.object("label", 7)),
                viewer.delete("/api/v1/triggers/no.thing"),
                viewer.post("/api/v1/executions/execute", Json.object("action_ref", "no.thing")),
                viewer.post("/api/v1/executions/999999999/cancel", Json.object()),
                viewer.post("/api/v1/executions/999999999/pause", Json.object()),
                viewer.post("/api/v1/executions/999999999/resume", Json.object()))) {
            refused(answer, "Insufficient permissions");
        }
    }

    @Test
    void strangersAreRefusedAsSuch() {
        var anonymous = team.api().anonymous();

        anonymous.get("/api/v1/packs").expect(401);
        anonymous.post("/api/v1/actions", action()).expect(401);
        anonymous.post("/api/v1/executions/execute", run()).expect(401);
        anonymous.get("/api/v1/identities").expect(401);
    }

    @Test
    void anAdministratorMakesAndDeletesWhatBelongsToItsTenant() {
        team.api().delete("/api/v1/packs/" + newPack()).expect(200);
        var ref = "core.adhoc_" + unique();
        var made = team.api()
                .post("/api/v1/actions", action().put("ref", ref).put("pack_ref", "core"))
                .expect(201)
                .data();
        assertThat(made.path("is_adhoc").asBoolean()).isTrue();
        Team.shared().api().get("/api/v1/actions/" + ref).expect(404);
        team.api().delete("/api/v1/actions/" + ref).expect(200);
        team.api().get("/api/v1/actions/" + ref).expect(404);
    }

    private static void may(String word, Api.Answer answer, String permission) {
        if (word.equals("yes")) {
            assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
        } else {
            refused(answer, permission);
        }
    }

    private static void refused(Api.Answer answer, String permission) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.json().path("error").asText())
                .containsIgnoringCase("permission")
                .contains(permission);
    }

    private static String unique() {
        return "x" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static ObjectNode pack() {
        return Json.object("ref", unique(), "label", "P", "version", "1.0.0");
    }

    private String newPack() {
        var request = pack();
        team.api().post("/api/v1/packs", request).expect(201);
        return request.path("ref").asText();
    }

    private ObjectNode action() {
        return Json.object(
                "ref", fixture.ref(unique()),
                "pack_ref", fixture.pack(),
                "label", "A",
                "entrypoint", "true\n",
                "runtime_ref", "core.shell");
    }

    private ObjectNode rule() {
        return Json.object(
                "ref", fixture.ref(unique()),
                "pack_ref", fixture.pack(),
                "label", "R",
                "action_ref", action,
                "trigger_ref", trigger.ref());
    }

    private ObjectNode trigger() {
        return Json.object("ref", fixture.ref(unique()), "pack_ref", fixture.pack(), "label", "T");
    }

    private static ObjectNode run() {
        return Json.object("action_ref", "core.echo", "parameters", Json.object("message", "hello"));
    }

    private static ObjectNode identity() {
        return Json.object("login", "made-" + UUID.randomUUID());
    }
}
