package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Inquiries;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Workflows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Numbers and names tried one after the other (T1.7 f): what is foreign answers exactly as what is not there. */
class EnumerationAttacksTest {
    private static final String NOT_THERE = "999999999";

    private final Tenant victim = Tenant.attacker();
    private final Api attacker = Tenant.attacker().api();
    private final Fixture owned = new Fixture(victim.api());

    @Test
    void foreignNumbersAndAbsentOnesAnswerAlike() {
        for (var foreign : foreignObjects().entrySet()) {
            var path = foreign.getKey();
            alike(
                    attacker.get(path + foreign.getValue()),
                    foreign.getValue(),
                    attacker.get(path + NOT_THERE),
                    NOT_THERE);
            alike(
                    attacker.delete(path + foreign.getValue()),
                    foreign.getValue(),
                    attacker.delete(path + NOT_THERE),
                    NOT_THERE);
            alike(
                    attacker.put(path + foreign.getValue(), Json.object("label", "x")),
                    foreign.getValue(),
                    attacker.put(path + NOT_THERE, Json.object("label", "x")),
                    NOT_THERE);
        }
    }

    @Test
    void listsAndCountsTellNothing() {
        var before = counts();
        new Fixture(victim.api()).run("core.noop", Json.object());
        owned.webhook("more").fire(Json.object("a", 1));
        foreignObjects();

        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void anUnknownLoginAnswersLikeAWrongPassword() {
        var api = Platform.shared().api();
        var unknown = api.post(
                "/auth/login", Json.object("login", "nobody-" + UUID.randomUUID(), "password", "wrong-password"));
        var known = api.post("/auth/login", Json.object("login", victim.login(), "password", "wrong-password"));

        assertThat(unknown.status()).isEqualTo(401);
        assertThat(known.status()).isEqualTo(401);
        assertThat(known.body()).isEqualTo(unknown.body());
    }

    @Test
    void anUnknownWebhookAnswersLikeADisabledOne() {
        var hook = owned.webhook("off");
        victim.api()
                .post("/api/v1/triggers/" + hook.ref() + "/disable", Json.object())
                .expect(200);
        var disabled = hook.deliver(Json.object("a", 1));
        var unknown = attacker.anonymous().post("/api/v1/webhooks/wh_" + "0".repeat(32), Json.object("a", 1));

        assertThat(disabled.status()).isEqualTo(404);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("code")).isEqualTo(disabled.json().path("code"));
        // Both name what was asked for, by a fingerprint of the key.
        assertThat(shape(unknown.body())).isEqualTo(shape(disabled.body()));
    }

    private static String shape(String body) {
        return body.replaceAll("sha256:[0-9a-f]+", "FINGERPRINT");
    }

    private Map<String, String> foreignObjects() {
        var hook = owned.webhook("w" + UUID.randomUUID().toString().substring(0, 8));
        var rule = owned.rule("r" + UUID.randomUUID().toString().substring(0, 8), hook, "core.noop");
        long event = hook.fire(Json.object("a", 1)).data().path("event_id").asLong();
        long execution = owned.run("core.noop", Json.object()).path("id").asLong();
        long enforcement = owned.enforcementsOf(rule).getFirst().path("id").asLong();
        var objects = new LinkedHashMap<String, String>();
        objects.put("/api/v1/executions/", Long.toString(execution));
        objects.put("/api/v1/events/", Long.toString(event));
        objects.put("/api/v1/enforcements/", Long.toString(enforcement));
        objects.put("/api/v1/identities/", Long.toString(victim.id()));
        objects.put("/api/v1/rules/", rule);
        objects.put("/api/v1/triggers/", hook.ref());
        objects.put("/api/v1/packs/", owned.pack());
        objects.put(
                "/api/v1/actions/",
                owned.echoAction("a" + UUID.randomUUID().toString().substring(0, 8)));
        objects.put(
                "/api/v1/inquiries/",
                new Inquiries(owned).ask("execution", execution).path("id").asText());
        objects.put("/api/v1/workflows/", workflow());
        objects.put("/api/v1/keys/", made("keys", Json.object("name", "k", "owner_type", "system", "value", "v")));
        objects.put("/api/v1/policies/", made("policies", Json.object("name", "P", "threshold", 50)));
        objects.put(
                "/api/v1/sensors/",
                made(
                        "sensors",
                        Json.object(
                                "label",
                                "S",
                                "entrypoint",
                                "watch.sh",
                                "runtime_ref",
                                "core.shell",
                                "trigger_types",
                                Json.array(hook.ref()))));
        return objects;
    }

    private String workflow() {
        return new Workflows(owned)
                .create(
                        "f" + UUID.randomUUID().toString().substring(0, 8),
                        "{tasks: [{name: 'a', action: 'core.noop'}]}");
    }

    private String made(String kind, ObjectNode request) {
        var ref = owned.ref(kind + UUID.randomUUID().toString().substring(0, 8));
        request.put("ref", ref);
        if (!kind.equals("keys")) {
            request.put("pack_ref", owned.pack());
        }
        victim.api().post("/api/v1/" + kind, request).expect(201);
        return ref;
    }

    private void alike(Answer foreign, String foreignKey, Answer absent, String absentKey) {
        assertThat(foreign.status()).as("%s and %s", foreign, absent).isEqualTo(absent.status());
        assertThat(foreign.status()).as(foreign.toString()).isIn(403, 404, 405);
        assertThat(foreign.body().replace(foreignKey, "KEY"))
                .isEqualTo(absent.body().replace(absentKey, "KEY"));
    }

    private List<JsonNode> counts() {
        var counts = new ArrayList<JsonNode>();
        for (var list : List.of(
                "executions",
                "events",
                "enforcements",
                "rules",
                "packs",
                "triggers",
                "actions",
                "keys",
                "inquiries",
                "policies",
                "workflows",
                "sensors")) {
            counts.add(attacker.get("/api/v1/" + list + "?include_total=true&page_size=1&per_page=1")
                    .expect(200)
                    .json()
                    .path("pagination"));
        }
        counts.add(attacker.get("/api/v1/executions/stats").expect(200).data());
        return counts;
    }
}
