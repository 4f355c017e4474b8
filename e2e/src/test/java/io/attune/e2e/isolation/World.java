package io.attune.e2e.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Everything a tenant can have, each named after the tenant's own word, and how the API addresses it: what stands in a path after a
 * segment, and what stands there for something that does not exist.
 */
final class World {
    private static final String PASSWORD = "correct-horse-battery";
    private static final String ABSENT_ID = "900000000000";

    private final Api api;
    private final String word =
            "w" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final Map<String, Place> places = new HashMap<>();

    /** What a path names: something of this world, and something of nobody's. */
    record Place(String own, String absent) {}

    /** An administrator of a tenant with nothing in it. */
    static Api stranger(Platform platform) {
        return administrator(platform, "stranger-" + UUID.randomUUID());
    }

    World(Platform platform) {
        api = administrator(platform, word);
        fill();
    }

    private static Api administrator(Platform platform, String login) {
        platform.api()
                .fromElsewhere()
                .post("/auth/register", Json.object("login", login, "password", PASSWORD, "display_name", login))
                .expect(200);
        platform.admin()
                .post(
                        "/api/v1/permissions/assignments",
                        Json.object("permission_set_ref", "core.admin", "identity_login", login))
                .expect(201);
        return platform.api().login(login, PASSWORD);
    }

    private void fill() {
        api.upload("/api/v1/packs/upload", "pack.tar.gz", archive().bytes(), Map.of())
                .expect(201);
        ref("packs", word);
        for (var kind : new String[] {"actions", "workflows", "triggers", "sensors", "rules", "runtimes"}) {
            ref(kind, word + "." + kind);
        }
        api.post("/api/v1/keys", Json.object("ref", word + ".key", "name", word, "owner_type", "system", "value", word))
                .expect(201);
        ref("keys", word + ".key");
        api.post(
                        "/api/v1/policies",
                        Json.object("ref", word + ".policy", "name", word, "pack_ref", word, "threshold", 100))
                .expect(201);
        ref("policies", word + ".policy");
        api.post(
                        "/api/v1/rules",
                        Json.object(
                                "ref",
                                word + ".timed",
                                "pack_ref",
                                word,
                                "label",
                                word,
                                "action_ref",
                                "core.noop",
                                "trigger_ref",
                                "core.crontimer",
                                "trigger_params",
                                Json.object("expression", "0 0 0 1 1 *")))
                .expect(201);
        runSomething();
        runWorkflow();
        awaitSensor();
        makeMember();
        givePermissions();
        var audited = api.get("/api/v1/audit-events?event_type=pack.uploaded")
                .expect(200)
                .items()
                .get(0);
        id("audit-events", audited.path("id").asLong());
        places.put(
                "by-request",
                new Place(audited.path("request_id").asText(), UUID.randomUUID().toString()));
        places.put("status", new Place("completed", "completed"));
        ref("tenants", api.get("/auth/me").expect(200).data().path("tenant_ref").asText());
    }

    private void runSomething() {
        var key = api.post("/api/v1/triggers/" + word + ".triggers/webhooks/enable", Json.object())
                .expect(200)
                .data()
                .path("webhook_key")
                .asText();
        long event = api.anonymous()
                .post("/api/v1/webhooks/" + key, Json.object("name", word))
                .expect(200)
                .data()
                .path("event_id")
                .asLong();
        id("events", event);
        id(
                "enforcements",
                first("/api/v1/enforcements?event=" + event).path("id").asLong());
        var execution = first("/api/v1/executions?rule_ref=" + word + ".rules");
        var ended = Poll.until(
                Duration.ofSeconds(60),
                "the run of the world ends",
                () -> api.get("/api/v1/executions/" + execution.path("id").asLong())
                        .expect(200)
                        .data(),
                Fixture::isTerminal);
        if (!ended.path("status").asText().equals("completed")) {
            throw new AssertionError("the run of the world failed: " + ended);
        }
        id(
                "deliveries",
                first("/api/v1/triggers/" + word + ".triggers/webhooks/deliveries")
                        .path("id")
                        .asLong());
        id(
                "inquiries",
                api.post(
                                "/api/v1/inquiries",
                                Json.object("execution", execution.path("id").asLong(), "prompt", word))
                        .expect(201)
                        .data()
                        .path("id")
                        .asLong());
        places.put("enforcement", places.get("enforcements"));
    }

    /** The execution that paths name: it has tasks, and so a story. */
    private void runWorkflow() {
        long id = api.post("/api/v1/executions/execute", Json.object("action_ref", word + ".workflows"))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        Poll.until(
                Duration.ofSeconds(60),
                "the workflow of the world ends",
                () -> api.get("/api/v1/executions/" + id).expect(200).data(),
                Fixture::isTerminal);
        id("executions", id);
    }

    private void awaitSensor() {
        Poll.until(
                Duration.ofSeconds(60),
                "the sensor of the world says its word",
                () -> api.get("/api/v1/sensors/" + word + ".sensors/logs/stdout")
                        .status(),
                status -> status == 200);
        places.put("logs", new Place("stdout", "stdout"));
    }

    private void makeMember() {
        var member = api.post(
                        "/api/v1/identities",
                        Json.object("login", word + "-member", "display_name", word, "password", PASSWORD))
                .expect(201)
                .data();
        long id = member.path("id").asLong();
        id("identities", id);
        places.put("logins", new Place(word + "-member", "nobody-member"));
        var role = api.post("/api/v1/identities/" + id + "/roles", Json.object("role", word))
                .expect(201)
                .data();
        id("roles", role.path("id").asLong());
        var token = api.post("/api/v1/identities/" + id + "/integration-tokens", Json.object("label", word))
                .expect(201)
                .data();
        id("integration-tokens", token.path("integration_token").path("id").asLong());
    }

    private void givePermissions() {
        for (var set : api.get("/api/v1/permissions/sets").expect(200).json()) {
            if (set.path("ref").asText().equals(word + ".reader")) {
                id("sets", set.path("id").asLong());
                ref("set refs", word + ".reader");
            }
        }
        var bound = api.post(
                        "/api/v1/permissions/sets/" + places.get("sets").own() + "/roles", Json.object("role", word))
                .expect(201)
                .data();
        id("bindings", bound.path("id").asLong());
        var assigned = api.post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_login", word + "-member", "permission_set_ref", word + ".reader"))
                .expect(201)
                .data();
        id("assignments", assigned.path("id").asLong());
    }

    private JsonNode first(String list) {
        return Poll.until(
                        Duration.ofSeconds(20),
                        list,
                        () -> api.get(list).expect(200).items(),
                        items -> !items.isEmpty())
                .get(0);
    }

    private void ref(String segment, String ref) {
        places.put(segment, new Place(ref, "nobody" + (ref.contains(".") ? ".nothing" : "")));
    }

    private void id(String segment, long id) {
        places.put(segment, new Place(Long.toString(id), ABSENT_ID));
    }

    /** The numbers by which things of this world are known. */
    List<String> ids() {
        return places.values().stream()
                .filter(place -> place.absent().equals(ABSENT_ID))
                .map(Place::own)
                .distinct()
                .sorted()
                .toList();
    }

    /** As the administrator of this world. */
    Api api() {
        return api;
    }

    /** Stands in everything of this world and in nothing else. */
    String word() {
        return word;
    }

    /** @throws AssertionError when a route has come that this world has nothing for */
    Place after(String segment, String template) {
        var place = switch (segment) {
            case "status" -> template.contains("/inquiries/") ? new Place("pending", "pending") : places.get(segment);
            case "roles" -> places.get(template.contains("/sets/roles/") ? "bindings" : segment);
            default -> places.get(segment);
        };
        if (place == null) {
            throw new AssertionError("World knows nothing that is named after '" + segment + "' in " + template);
        }
        return place;
    }

    /** What a body names that says such a thing. */
    Place named(String kind) {
        return Objects.requireNonNull(places.get(kind), kind);
    }

    private PackArchive archive() {
        return new PackArchive()
                .file("pack.yaml", "ref: " + word + "\nname: " + word + "\nversion: 1.0.0\ntags: [" + word + "]\n")
                .file("permission_sets/reader.yaml", """
                        ref: $w.reader
                        label: $w
                        grants:
                          - resource: actions
                            actions: [read]
                        """.replace("$w", word))
                .file("runtimes/runtimes.yaml", """
                        ref: $w.runtimes
                        name: $w
                        execution_config:
                          interpreter:
                            binary: /bin/sh
                        """.replace("$w", word))
                .file("triggers/triggers.yaml", "ref: " + word + ".triggers\nlabel: " + word + "\n")
                .file("actions/actions.yaml", """
                        ref: $w.actions
                        label: $w
                        runner_type: shell
                        entry_point: actions.sh
                        """.replace("$w", word))
                .file("actions/actions.sh", "#!/bin/sh\necho " + word + "\necho " + word + " >&2\n")
                .file("actions/workflows.yaml", """
                        ref: $w.workflows
                        label: $w
                        workflow_file: workflows/workflows.workflow.yaml
                        """.replace("$w", word))
                .file("actions/workflows/workflows.workflow.yaml", """
                        version: 1.0.0
                        tasks:
                          - name: first
                            action: $w.actions
                        """.replace("$w", word))
                .file("rules/rules.yaml", """
                        ref: $w.rules
                        label: $w
                        trigger_ref: triggers
                        action_ref: actions
                        """.replace("$w", word))
                .file("sensors/sensors.yaml", """
                        ref: $w.sensors
                        label: $w
                        runner_type: shell
                        entry_point: sensors.sh
                        trigger_types: [$w.triggers]
                        """.replace("$w", word))
                .file("sensors/sensors.sh", "#!/bin/sh\necho " + word + "\nexec sleep infinity\n");
    }
}
