package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A11 Scoped permissions, of keys and of executions. */
class ScopedPermissionsTest {
    private final Team team = Team.shared();
    private final String pack = pack();
    private final String other = pack();

    @Test
    void aGrantForTheKeysOfOnePackReachesNoOtherKey() {
        var admin = team.api();
        upload(pack, """
                ref: $pack.key_reader
                label: Reads the keys of this pack
                grants:
                  - resource: keys
                    actions: [read]
                    constraints:
                      owner_types: [pack]
                      owner_refs: [$pack]
                """.replace("$pack", pack));
        upload(other, null);
        key(admin, Json.object("ref", pack + ".mine", "owner_type", "pack", "owner_pack_ref", pack));
        key(admin, Json.object("ref", other + ".theirs", "owner_type", "pack", "owner_pack_ref", other));
        key(admin, Json.object("ref", pack + ".everybodys", "owner_type", "system"));
        var reader = team.member("reader", pack + ".key_reader").api();

        var list = reader.get("/api/v1/keys").expect(200);

        assertThat(refs(list)).containsExactly(pack + ".mine");
        assertThat(list.json().path("pagination").path("total_items").asInt()).isEqualTo(1);
        assertThat(refs(reader.get("/api/v1/keys?owner=" + other).expect(200))).isEmpty();
        assertThat(reader.get("/api/v1/keys/" + pack + ".mine")
                        .expect(200)
                        .data()
                        .path("value")
                        .asText())
                .isEqualTo("v");
        for (var hidden : List.of(other + ".theirs", pack + ".everybodys")) {
            var answer = reader.get("/api/v1/keys/" + hidden).expect(404);
            assertThat(answer.body().replace(hidden, "…"))
                    .isEqualTo(reader.get("/api/v1/keys/" + pack + ".nothing")
                            .expect(404)
                            .body()
                            .replace(pack + ".nothing", "…"));
        }
        reader.put("/api/v1/keys/" + pack + ".mine", Json.object("value", "w")).expect(403);
    }

    @Test
    void theGrantOfOneTenantDoesNotReachThePackOfAnother() {
        upload(pack, """
                ref: $pack.key_reader
                label: Reads keys of packs
                grants:
                  - resource: keys
                    actions: [read]
                    constraints:
                      owner_types: [pack]
                """.replace("$pack", pack));
        var reader = team.member("reader", pack + ".key_reader").api();
        var strangers = Team.shared();
        var theirs = pack();
        strangers
                .api()
                .post("/api/v1/packs", Json.object("ref", theirs, "label", "Theirs", "version", "1.0.0"))
                .expect(201);
        key(strangers.api(), Json.object("ref", theirs + ".key", "owner_type", "pack", "owner_pack_ref", theirs));

        assertThat(refs(reader.get("/api/v1/keys").expect(200))).isEmpty();
        reader.get("/api/v1/keys/" + theirs + ".key").expect(404);
    }

    /** Neither by totals nor by further pages: with a filter on results they would tell what these hold. */
    @Test
    void countsTellNothingOfRunsThatMayNotBeRead() {
        upload(pack, """
                ref: $pack.key_reader
                grants:
                  - resource: actions
                    actions: [execute]
                  - resource: executions
                    actions: [read]
                    constraints: {execution_scope: self}
                """.replace("$pack", pack));
        var member = team.member("self", pack + ".key_reader").api();
        for (int i = 0; i < 3; i++) {
            echo(team.api(), "the secret plan");
        }
        long own = echo(member, "my own plan");

        for (var page : List.of("?include_total=true&", "?per_page=1&", "?include_total=true&per_page=1&")) {
            var found = member.get("/api/v1/executions" + page + "result_contains=secret")
                    .expect(200);
            assertThat(found.items()).isEmpty();
            assertThat(found.json().path("pagination").path("total_items").asInt())
                    .isZero();
            assertThat(found.json().path("pagination").path("has_next").asBoolean())
                    .isFalse();
        }
        for (var list : List.of("?include_total=true", "/status/completed")) {
            var found = member.get("/api/v1/executions" + list).expect(200);
            assertThat(found.items().findValuesAsText("id")).containsExactly(Long.toString(own));
            assertThat(found.json().path("pagination").path("total_items").asInt())
                    .isEqualTo(1);
        }
        assertThat(member.get("/api/v1/executions/stats")
                        .expect(200)
                        .data()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(team.api()
                        .get("/api/v1/executions/stats")
                        .expect(200)
                        .data()
                        .path("total")
                        .asInt())
                .isEqualTo(4);
    }

    /** Neither by totals nor by the sign of a further page. */
    @Test
    void countsTellNothingOfEventsAndEnforcementsThatMayNotBeRead() {
        var fixture = new Fixture(team.api());
        var shown = fixture.webhook("shown");
        var hidden = fixture.webhook("hidden");
        var action = fixture.echoAction("echo");
        var shownRule = fixture.rule("shown", shown, action);
        var hiddenRule = fixture.rule("hidden", hidden, action);
        shown.fire(Json.object("plan", "mine"));
        for (int i = 0; i < 2; i++) {
            hidden.fire(Json.object("plan", "secret"));
        }
        Poll.until(
                Duration.ofSeconds(30),
                "both rules fire",
                () -> fixture.enforcementsOf(shownRule).size()
                        + fixture.enforcementsOf(hiddenRule).size(),
                fired -> fired == 3);
        upload(pack, """
                ref: $pack.key_reader
                grants:
                  - resource: events
                    actions: [read]
                    constraints: {refs: [$shown]}
                  - resource: enforcements
                    actions: [read]
                    constraints: {refs: [$rule]}
                """.replace("$pack", pack).replace("$shown", shown.ref()).replace("$rule", shownRule));
        var member = team.member("some", pack + ".key_reader").api();

        for (var list : List.of("events?", "enforcements?")) {
            var page = member.get("/api/v1/" + list + "per_page=1").expect(200);
            assertThat(page.items()).hasSize(1);
            assertThat(page.json().path("pagination").path("has_next").asBoolean())
                    .isFalse();
            var counted = member.get("/api/v1/" + list + "include_total=true")
                    .expect(200)
                    .json();
            assertThat(counted.path("pagination").path("total_items").asInt()).isEqualTo(1);
        }
        for (var filter : List.of("events?trigger_ref=" + hidden.ref(), "enforcements?rule_ref=" + hiddenRule)) {
            var found = member.get("/api/v1/" + filter + "&include_total=true").expect(200);
            assertThat(found.items()).isEmpty();
            assertThat(found.json().path("pagination").path("total_items").asInt())
                    .isZero();
        }
    }

    private static long echo(Api api, String message) {
        long id = api.post(
                        "/api/v1/executions/execute",
                        Json.object("action_ref", "core.echo", "parameters", Json.object("message", message)))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        Poll.until(
                Duration.ofSeconds(30),
                "execution " + id + " ends",
                () -> api.get("/api/v1/executions/" + id).expect(200).data(),
                Fixture::isTerminal);
        return id;
    }

    @Test
    void replayingAnEventTakesTheRightToReadIt() {
        var fixture = new Fixture(team.api());
        var hook = fixture.webhook("hit");
        hook.fire(Json.object("plan", "secret"));
        long event = fixture.eventsOf(hook).getFirst().path("id").asLong();
        var set = """
                ref: $.key_reader
                grants:
                  - {resource: triggers, actions: [read, update]}
                """;
        upload(pack, set.replace("$", pack));
        upload(
                other,
                set.replace("$", other)
                        + "  - {resource: events, actions: [read], constraints: {pack_refs: [none]}}\n");
        var replay = Json.object("replay_of", event);
        var path = "/api/v1/triggers/" + hook.ref() + "/emit";

        team.member("without", pack + ".key_reader").api().post(path, replay).expect(403);
        var elsewhere = team.member("elsewhere", other + ".key_reader").api();
        var refused = elsewhere.post(path, replay).expect(422);
        assertThat(refused.body().replace(event + " is", "… is"))
                .isEqualTo(elsewhere
                        .post(path, Json.object("replay_of", 999999999))
                        .expect(422)
                        .body()
                        .replace("999999999 is", "… is"));
        team.api().post(path, replay).expect(201);
    }

    /** Written into the database as it is, it would make every later request of its holders fail. */
    @Test
    void aSetWithAConstraintThatNobodyKnowsIsNotTakenFromFiles() {
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nlabel: P\nversion: 1.0.0\n")
                .file("permission_sets/wrong.yaml", """
                        ref: $.wrong
                        grants:
                          - resource: actions
                            actions: [read]
                            constraints: {packs: [$]}
                        """.replace("$", pack))
                .file("permission_sets/right.yaml", """
                        ref: $.right
                        grants:
                          - resource: actions
                            actions: [read]
                            constraints: {pack_refs: [$]}
                        """.replace("$", pack));

        var answer = team.member("editor", "core.editor")
                .api()
                .upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);

        var warning = answer.data().path("warnings").get(0);
        assertThat(warning.path("file").asText()).isEqualTo("permission_sets/wrong.yaml");
        assertThat(warning.path("line").asInt()).isEqualTo(5);
        assertThat(warning.path("field").asText()).isEqualTo("grants.0.constraints.packs");
        assertThat(team.api().get("/api/v1/permissions/sets").expect(200).json().findValuesAsText("ref"))
                .contains(pack + ".right")
                .doesNotContain(pack + ".wrong");
    }

    private void upload(String ref, String permissionSet) {
        var archive = new PackArchive().file("pack.yaml", "ref: " + ref + "\nname: " + ref + "\nversion: 1.0.0\n");
        if (permissionSet != null) {
            archive.file("permission_sets/key_reader.yaml", permissionSet);
        }
        team.api()
                .upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);
    }

    private static void key(Api api, ObjectNode key) {
        api.post("/api/v1/keys", key.put("name", "k" + UUID.randomUUID()).put("value", "v"))
                .expect(201);
    }

    private static List<String> refs(Api.Answer list) {
        var refs = new ArrayList<String>();
        list.items().forEach(key -> refs.add(key.path("ref").asText()));
        return refs;
    }

    private static String pack() {
        return "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
