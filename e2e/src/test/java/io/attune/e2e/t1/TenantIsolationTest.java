package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.EventStream;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Team;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** T1.7 Tenant isolation, between an administrator U and an administrator V of two tenants that work at the same time. */
class TenantIsolationTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Team u = Team.shared();
    private final Team v = Team.shared();
    private final Fixture ofU = new Fixture(u.api());
    private final Fixture ofV = new Fixture(v.api());
    private final String action = ofU.echoAction("echo");
    private final Fixture.Webhook trigger = ofU.webhook("hit");
    private final String rule = ofU.rule("rule", trigger, action);

    private static final String READER = """
            cat > /dev/null
            curl -s "$ATTUNE_API_URL/api/v1/keys/$KEY" -H "Authorization: Bearer $ATTUNE_API_TOKEN"
            """;

    @Test
    void definitionsOfOthersAreNotThere() {
        for (var kind : List.of("packs", "actions", "triggers", "rules")) {
            assertThat(refs(v.api(), "/api/v1/" + kind)).as(kind).noneMatch(ref -> ref.startsWith(ofU.pack()));
            assertThat(refs(u.api(), "/api/v1/" + kind))
                    .as(kind)
                    .anyMatch(ref -> ref.startsWith(ofU.pack()))
                    .noneMatch(ref -> ref.startsWith(ofV.pack()));
        }
        for (var path :
                List.of("/packs/" + ofU.pack(), "/actions/" + action, "/triggers/" + trigger.ref(), "/rules/" + rule)) {
            v.api().get("/api/v1" + path).expect(404);
            hidden(v.api().put("/api/v1" + path, Json.object("label", "Mine")));
            hidden(v.api().delete("/api/v1" + path));
            u.api().get("/api/v1" + path).expect(200);
        }
        hidden(v.api().post("/api/v1/executions/execute", Json.object("action_ref", action)));
        for (var list : List.of("/packs/" + ofU.pack() + "/actions", "/actions/" + action + "/rules")) {
            v.api().get("/api/v1" + list).expect(404);
        }
        // A rule of V on U's trigger or action cannot be made either.
        for (var request : List.of(
                Json.object("action_ref", action, "trigger_ref", "core.alert"),
                Json.object("action_ref", "core.echo", "trigger_ref", trigger.ref()))) {
            request.put("ref", ofV.ref("spy")).put("pack_ref", ofV.pack()).put("label", "Spy");
            v.api().post("/api/v1/rules", request).expect(404);
        }
        var run = ofU.run(action, Json.object("message", "mine"));
        assertThat(ofU.ended(run.path("id").asLong(), LIMIT).path("status").asText())
                .isEqualTo("completed");
    }

    @Test
    void eachReadsItsOwnKeysOnly() {
        // Refs of keys are unique per tenant: the same one names two things.
        var ref = "mine-" + ofU.pack();
        for (var team : List.of(u, v)) {
            team.api()
                    .post(
                            "/api/v1/keys",
                            Json.object(
                                    "ref",
                                    ref,
                                    "name",
                                    "mine",
                                    "owner_type",
                                    "identity",
                                    "owner_identity",
                                    team.admin().id(),
                                    "value",
                                    "of " + team.ref()))
                    .expect(201);
        }
        u.api()
                .post(
                        "/api/v1/keys",
                        Json.object(
                                "ref",
                                "only-" + ref,
                                "name",
                                "only",
                                "owner_type",
                                "identity",
                                "owner_identity",
                                u.admin().id(),
                                "value",
                                1))
                .expect(201);

        assertThat(u.api()
                        .get("/api/v1/keys/" + ref)
                        .expect(200)
                        .data()
                        .path("value")
                        .asText())
                .isEqualTo("of " + u.ref());
        assertThat(v.api()
                        .get("/api/v1/keys/" + ref)
                        .expect(200)
                        .data()
                        .path("value")
                        .asText())
                .isEqualTo("of " + v.ref());
        v.api().get("/api/v1/keys/only-" + ref).expect(404);
        hidden(v.api().put("/api/v1/keys/only-" + ref, Json.object("value", 2)));
        hidden(v.api().delete("/api/v1/keys/only-" + ref));
        assertThat(v.api().get("/api/v1/keys?per_page=1000").expect(200).body()).doesNotContain("only-" + ref);
        // Nor does another administrator of the same tenant see what is somebody's own.
        u.member("second", "core.admin").api().get("/api/v1/keys/only-" + ref).expect(404);
        u.api().get("/api/v1/keys/only-" + ref).expect(200);

        // So do their runs.
        assertThat(readInRun(u, ofU, ref)).isEqualTo("of " + u.ref());
        assertThat(readInRun(v, ofV, ref)).isEqualTo("of " + v.ref());
        assertThat(readInRun(u, ofU, "only-" + ref)).isEqualTo("1");
        assertThat(readInRun(v, ofV, "only-" + ref)).isEqualTo("NOT_FOUND");
    }

    /** The value of a key as an action reads it over the API, or else the code of the refusal. */
    private static String readInRun(Team team, Fixture fixture, String key) {
        var reader = fixture.shellAction("reader" + UUID.randomUUID().toString().substring(0, 8), READER, null);
        long id = team.api()
                .post(
                        "/api/v1/executions/execute",
                        Json.object(
                                "action_ref",
                                reader,
                                "env_vars",
                                Json.object("KEY", key),
                                "permission_set_refs",
                                Json.array("core.viewer")))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        var data = fixture.ended(id, LIMIT).path("result").path("data");
        return data.at("/data/value").asText(data.path("code").asText());
    }

    @Test
    void whatHappensAtOthersIsNotSeen() {
        try (var seenByV = new EventStream(v.api().open("/api/v1/executions/stream"));
                var seenByU = new EventStream(u.api().open("/api/v1/executions/stream"))) {
            trigger.fire(Json.object("x", 1));
            var execution = ofU.executionsOf(action, 1, LIMIT).getFirst();
            long id = execution.path("id").asLong();
            var event = ofU.eventsOf(trigger).getFirst();
            var enforcement = ofU.enforcementsOf(rule).getFirst();

            for (var path : List.of(
                    "/executions/" + id,
                    "/executions/" + id + "/logs",
                    "/events/" + event.path("id").asLong(),
                    "/enforcements/" + enforcement.path("id").asLong())) {
                u.api().get("/api/v1" + path).expect(200);
                v.api().get("/api/v1" + path).expect(404);
            }
            for (var list :
                    List.of("/executions?per_page=100", "/events?per_page=1000", "/enforcements?per_page=1000")) {
                assertThat(v.api().get("/api/v1" + list).expect(200).body())
                        .as(list)
                        .doesNotContain(ofU.pack());
            }
            assertThat(v.api()
                            .get("/api/v1/enforcements/"
                                    + enforcement.path("id").asLong() + "/executions")
                            .expect(200)
                            .items())
                    .isEmpty();
            hidden(v.api().post("/api/v1/executions/" + id + "/cancel", Json.object()));
            assertThat(v.api()
                            .open("/api/v1/executions/" + id + "/logs/stdout/stream")
                            .statusCode())
                    .isEqualTo(404);

            // V's stream goes on and tells of V's own runs: whatever came before them would have come by then.
            long own = ofV.run("core.echo", Json.object()).path("id").asLong();
            assertThat(entitiesUntil(seenByV, own)).containsOnly(own);
            assertThat(entitiesUntil(seenByU, id)).doesNotContain(own);
        }
    }

    @Test
    void aStreamOfOneForeignExecutionStaysSilent() {
        long foreign =
                ofU.run("core.sleep", Json.object("seconds", 1)).path("id").asLong();
        try (var stream = new EventStream(v.api().open("/api/v1/executions/stream?execution_id=" + foreign))) {
            ofU.ended(foreign, LIMIT);
            assertThat(stream.silentFor(Duration.ofMillis(500))).isTrue();
        }
    }

    @Test
    void rulesOfOthersCannotBeSwitched() {
        for (var word : List.of("enable", "disable")) {
            hidden(v.api().post("/api/v1/rules/" + rule + "/" + word, Json.object()));
        }
        hidden(v.api().put("/api/v1/rules/" + rule, Json.object("enabled", false)));
        hidden(v.api().delete("/api/v1/rules/" + rule));

        assertThat(u.api()
                        .get("/api/v1/rules/" + rule)
                        .expect(200)
                        .data()
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        trigger.fire(Json.object());
        ofU.executionsOf(action, 1, LIMIT);
    }

    @Test
    void aManipulatedTokenIsNone() {
        var parts = v.api().token().split("\\.", -1);
        var claims = Json.parse(decoded(parts[1]));
        var asU = ((ObjectNode) claims.deepCopy())
                .put("sub", Long.toString(u.admin().id()));
        var unsigned = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}");

        for (var forged : List.of(
                parts[0] + "." + encoded(asU.toString()) + "." + parts[2],
                parts[0] + "." + parts[1] + ".",
                unsigned + "." + parts[1] + ".",
                unsigned + "." + encoded(asU.toString()) + ".",
                parts[0] + "." + parts[1] + "." + new StringBuilder(parts[2]).reverse(),
                v.api().token() + "x")) {
            v.api().as(forged).get("/auth/me").expect(401);
            v.api().as(forged).get("/api/v1/packs").expect(401);
        }
        v.api().get("/auth/me").expect(200);
    }

    @Test
    void absentAndForeignCannotBeToldApart() {
        trigger.fire(Json.object());
        long execution =
                ofU.executionsOf(action, 1, LIMIT).getFirst().path("id").asLong();
        long event = ofU.eventsOf(trigger).getFirst().path("id").asLong();
        long enforcement = ofU.enforcementsOf(rule).getFirst().path("id").asLong();

        same("/api/v1/executions/", execution);
        same("/api/v1/events/", event);
        same("/api/v1/enforcements/", enforcement);
        same("/api/v1/identities/", u.admin().id());
        same("/api/v1/tenants/", u.ref());
        same("/api/v1/packs/", ofU.pack());
        same("/api/v1/actions/", action);
        same("/api/v1/rules/", rule);
        same("/api/v1/triggers/", trigger.ref());
    }

    @Test
    void metaCharactersOfSqlAreData() {
        for (var text :
                List.of("' or '1'='1", "x'; drop table pack; --", "%", "_", "\\", "a\"b", "${jndi:x}", "{{ 1 }}")) {
            var encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            for (var path : List.of("/packs/", "/actions/", "/rules/", "/triggers/", "/tenants/")) {
                data(u.api().get("/api/v1" + path + encoded));
            }
            for (var list : List.of(
                    "/executions?action_ref=",
                    "/events?trigger_ref=",
                    "/enforcements?rule_ref=",
                    "/permissions/sets?pack_ref=",
                    "/actions/search?q=")) {
                var answer = data(u.api().get("/api/v1" + list + encoded));
                assertThat(answer.body()).as(list + text).doesNotContain(ofV.pack());
            }
            data(u.api().post("/api/v1/packs", Json.object("ref", text, "label", text, "version", text)));
            data(u.api().anonymous().fromElsewhere().post("/auth/login", Json.object("login", text, "password", text)));
            data(u.api()
                    .post(
                            "/api/v1/permissions/assignments",
                            Json.object("identity_login", text, "permission_set_ref", text)));
        }
        u.api().get("/api/v1/packs/" + ofU.pack()).expect(200);
    }

    /** The ids that the stream tells of, up to that one. */
    private static List<Long> entitiesUntil(EventStream stream, long last) {
        var seen = new ArrayList<Long>();
        while (seen.isEmpty() || seen.getLast() != last) {
            JsonNode payload = Json.parse(stream.next(LIMIT).orElseThrow().data());
            seen.add(payload.path("entity_id").asLong());
        }
        return seen;
    }

    private void same(String path, Object foreign) {
        var absent = foreign instanceof Long ? "999999999" : "no.thing";
        var first = v.api().get(path + foreign).expect(404);
        var second = v.api().get(path + absent).expect(404);
        assertThat(first.body().replace(foreign.toString(), "X"))
                .isEqualTo(second.body().replace(absent, "X"));
        u.api().get(path + foreign).expect(200);
    }

    private static void hidden(Api.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(403, 404);
    }

    private static Api.Answer data(Api.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(200, 400, 401, 404, 422);
        return answer;
    }

    private static List<String> refs(Api api, String list) {
        var refs = new ArrayList<String>();
        api.get(list + "?page_size=100")
                .expect(200)
                .items()
                .forEach(item -> refs.add(item.path("ref").asText()));
        return refs;
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
