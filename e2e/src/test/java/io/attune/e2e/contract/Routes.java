package io.attune.e2e.contract;

import static io.attune.e2e.contract.Route.action;
import static io.attune.e2e.contract.Route.delete;
import static io.attune.e2e.contract.Route.get;
import static io.attune.e2e.contract.Route.post;
import static io.attune.e2e.contract.Route.put;
import static io.attune.e2e.contract.Route.unique;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.contract.Route.Call;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The implemented rows of api.md §6 that work with JSON; uploads, streams and webhooks have tests of their own. */
public final class Routes {
    private static final String V1 = "/api/v1";

    private final Fixture fixture;
    private @Nullable String sharedTrigger;

    public Routes(Fixture fixture) {
        this.fixture = fixture;
    }

    public List<Route> all() {
        return Stream.concat(catalog().stream(), new RunRoutes(fixture).all().stream())
                .toList();
    }

    private List<Route> catalog() {
        return List.of(
                get("/auth/me", () -> "/auth/me").forEverybody(),
                put("/auth/me", () -> new Call("/auth/me", Json.object("display_name", "The Operator")))
                        .forEverybody(),
                // Packs
                get(V1 + "/packs", () -> V1 + "/packs").forEverybody(),
                post(V1 + "/packs", 201, () -> new Call(V1 + "/packs", packRequest(unique())))
                        .invalid(
                                Json.object("label", "No ref", "version", "1"),
                                Json.object("ref", "", "label", "", "version", "")),
                get(V1 + "/packs/{ref}", () -> V1 + "/packs/core")
                        .missing(V1 + "/packs/nothing")
                        .forEverybody(),
                put(
                                V1 + "/packs/{ref}",
                                () -> new Call(V1 + "/packs/" + fixture.pack(), Json.object("label", "Renamed")))
                        .missing(V1 + "/packs/nothing")
                        .invalid(Json.object("label", "")),
                delete(V1 + "/packs/{ref}", () -> V1 + "/packs/" + newPack()).missing(V1 + "/packs/nothing"),
                // Actions
                get(V1 + "/actions", () -> V1 + "/actions?page_size=2"),
                post(V1 + "/actions", 201, () -> new Call(V1 + "/actions", actionRequest(fixture.ref(unique()))))
                        .invalid(
                                Json.object("ref", "x.y"),
                                actionRequest(fixture.ref("bad")).put("label", "")),
                get(V1 + "/actions/{ref}", () -> V1 + "/actions/core.echo").missing(V1 + "/actions/no.thing"),
                put(
                                V1 + "/actions/{ref}",
                                () -> new Call(V1 + "/actions/" + newAction(), Json.object("label", "Renamed")))
                        .missing(V1 + "/actions/no.thing")
                        .invalid(Json.object("label", "")),
                delete(V1 + "/actions/{ref}", () -> V1 + "/actions/" + newAction())
                        .missing(V1 + "/actions/no.thing"),
                get(V1 + "/packs/{pack_ref}/actions", () -> V1 + "/packs/core/actions")
                        .missing(V1 + "/packs/nothing/actions"),
                // Triggers
                get(V1 + "/triggers", () -> V1 + "/triggers"),
                post(V1 + "/triggers", 201, () -> new Call(V1 + "/triggers", triggerRequest(fixture.ref(unique()))))
                        .invalid(Json.object("label", "No ref")),
                get(V1 + "/triggers/enabled", () -> V1 + "/triggers/enabled"),
                get(V1 + "/triggers/{ref}", () -> V1 + "/triggers/" + newTrigger())
                        .missing(V1 + "/triggers/no.thing"),
                put(
                                V1 + "/triggers/{ref}",
                                () -> new Call(V1 + "/triggers/" + newTrigger(), Json.object("label", "Renamed")))
                        .missing(V1 + "/triggers/no.thing")
                        .invalid(Json.object("label", "")),
                delete(V1 + "/triggers/{ref}", () -> V1 + "/triggers/" + newTrigger())
                        .missing(V1 + "/triggers/no.thing"),
                action(
                        V1 + "/triggers/{ref}/enable",
                        () -> V1 + "/triggers/" + newTrigger() + "/enable",
                        V1 + "/triggers/no.thing/enable"),
                action(
                        V1 + "/triggers/{ref}/disable",
                        () -> V1 + "/triggers/" + newTrigger() + "/disable",
                        V1 + "/triggers/no.thing/disable"),
                action(
                        V1 + "/triggers/{ref}/webhooks/enable",
                        () -> V1 + "/triggers/" + newTrigger() + "/webhooks/enable",
                        V1 + "/triggers/no.thing/webhooks/enable"),
                action(
                        V1 + "/triggers/{ref}/webhooks/disable",
                        () -> V1 + "/triggers/" + fixture.webhook(unique()).ref() + "/webhooks/disable",
                        V1 + "/triggers/no.thing/webhooks/disable"),
                action(
                        V1 + "/triggers/{ref}/webhooks/regenerate",
                        () -> V1 + "/triggers/" + fixture.webhook(unique()).ref() + "/webhooks/regenerate",
                        V1 + "/triggers/no.thing/webhooks/regenerate"),
                get(V1 + "/packs/{pack_ref}/triggers", () -> V1 + "/packs/core/triggers")
                        .missing(V1 + "/packs/nothing/triggers"),
                // Rules
                get(V1 + "/rules", () -> V1 + "/rules"),
                post(V1 + "/rules", 201, () -> new Call(V1 + "/rules", ruleRequest(fixture.ref(unique()))))
                        .invalid(
                                Json.object("label", "No ref"),
                                ruleRequest(fixture.ref("bad")).put("criteria", "{{ trigger.payload.x == }}"),
                                ruleRequest(fixture.ref("bad")).put("criteria", "{{ no_such_function(1) }}"),
                                Json.object(
                                        "ref",
                                        fixture.ref("bad"),
                                        "pack_ref",
                                        fixture.pack(),
                                        "label",
                                        "Bad",
                                        "action_ref",
                                        "core.noop",
                                        "trigger_ref",
                                        "core.crontimer",
                                        "trigger_params",
                                        Json.object("expression", "61 * * * * *"))),
                get(V1 + "/rules/enabled", () -> V1 + "/rules/enabled"),
                get(V1 + "/rules/{ref}", () -> V1 + "/rules/" + newRule()).missing(V1 + "/rules/no.thing"),
                put(V1 + "/rules/{ref}", () -> new Call(V1 + "/rules/" + newRule(), Json.object("label", "Renamed")))
                        .missing(V1 + "/rules/no.thing")
                        .invalid(Json.object("label", "")),
                delete(V1 + "/rules/{ref}", () -> V1 + "/rules/" + newRule()).missing(V1 + "/rules/no.thing"),
                action(
                        V1 + "/rules/{ref}/enable",
                        () -> V1 + "/rules/" + newRule() + "/enable",
                        V1 + "/rules/no.thing/enable"),
                action(
                        V1 + "/rules/{ref}/disable",
                        () -> V1 + "/rules/" + newRule() + "/disable",
                        V1 + "/rules/no.thing/disable"),
                post(V1 + "/rules/{ref}/fire", 201, () -> new Call(V1 + "/rules/" + newRule() + "/fire", Json.object()))
                        .missing(V1 + "/rules/no.thing/fire"),
                get(V1 + "/schedules", () -> V1 + "/schedules"),
                get(V1 + "/packs/{pack_ref}/rules", () -> V1 + "/packs/core/rules")
                        .missing(V1 + "/packs/nothing/rules"),
                get(V1 + "/actions/{action_ref}/rules", () -> V1 + "/actions/core.echo/rules")
                        .missing(V1 + "/actions/no.thing/rules"),
                get(V1 + "/triggers/{trigger_ref}/rules", () -> V1 + "/triggers/" + newTrigger() + "/rules")
                        .missing(V1 + "/triggers/no.thing/rules"),
                post(
                                V1 + "/rules/test",
                                200,
                                () -> new Call(
                                        V1 + "/rules/test",
                                        Json.object(
                                                "criteria",
                                                "{{ trigger.payload.level == 'error' }}",
                                                "payload",
                                                Json.object("level", "info"))))
                        .invalid(Json.object("criteria", "{{ 1 + }}", "payload", Json.object())),
                new Route(
                        "PATCH",
                        V1 + "/rules/{ref}",
                        200,
                        () -> new Call(V1 + "/rules/" + newRule(), Json.object("label", "Renamed")),
                        Optional.empty(),
                        List.of(),
                        true),
                // Policies
                get(V1 + "/policies", () -> V1 + "/policies"),
                post(V1 + "/policies", 201, () -> new Call(V1 + "/policies", policyRequest(fixture.ref(unique()))))
                        .invalid(
                                Json.object("name", "No ref", "threshold", 1),
                                Json.object("ref", fixture.ref("bad"), "name", "Limits nothing"),
                                policyRequest(fixture.ref("bad")).put("threshold", 0),
                                policyRequest(fixture.ref("bad")).put("threshold", "many"),
                                policyRequest(fixture.ref("bad")).put("method", "hope"),
                                policyRequest(fixture.ref("bad")).put("action_ref", "core.echo"),
                                policyRequest(fixture.ref("bad")).put("queue_timeout_seconds", -1),
                                policyRequest(fixture.ref("bad")).set("parameters", Json.array("a..b")),
                                policyRequest(fixture.ref("bad"))
                                        .set("rate_limit", Json.object("max_executions", 0, "window_seconds", 1))),
                get(V1 + "/policies/{ref}", () -> V1 + "/policies/" + newPolicy())
                        .missing(V1 + "/policies/no.thing"),
                put(
                                V1 + "/policies/{ref}",
                                () -> new Call(V1 + "/policies/" + newPolicy(), Json.object("threshold", 7)))
                        .missing(V1 + "/policies/no.thing")
                        .invalid(
                                Json.object("name", ""),
                                Json.object("ref", "another.ref"),
                                Json.object("threshold", null)),
                delete(V1 + "/policies/{ref}", () -> V1 + "/policies/" + newPolicy())
                        .missing(V1 + "/policies/no.thing"),
                get(V1 + "/rules/{ref}/explain", () -> V1 + "/rules/" + newRule() + "/explain")
                        .missing(V1 + "/rules/no.thing/explain"),
                // Runtimes, workers, sensors, workflows
                post(V1 + "/runtimes", 201, () -> new Call(V1 + "/runtimes", runtimeRequest(fixture.ref(unique()))))
                        .invalid(Json.object("name", "No ref")),
                put(
                                V1 + "/runtimes/{ref}",
                                () -> new Call(V1 + "/runtimes/" + newRuntime(), Json.object("name", "Renamed")))
                        .missing(V1 + "/runtimes/no.thing"),
                delete(V1 + "/runtimes/{ref}", () -> V1 + "/runtimes/" + newRuntime())
                        .missing(V1 + "/runtimes/no.thing"),
                get(V1 + "/runtimes", () -> V1 + "/runtimes"),
                get(V1 + "/runtimes/{ref}", () -> V1 + "/runtimes/core.shell").missing(V1 + "/runtimes/no.thing"),
                get(V1 + "/packs/{pack_ref}/runtimes", () -> V1 + "/packs/core/runtimes")
                        .missing(V1 + "/packs/nothing/runtimes"),
                get(V1 + "/workers", () -> V1 + "/workers"),
                get(V1 + "/workers/{id}", () -> V1 + "/workers/" + localWorker())
                        .missing(V1 + "/workers/999999999"),
                get(V1 + "/sensors", () -> V1 + "/sensors"),
                get(V1 + "/sensors/{ref}", () -> V1 + "/sensors/core.timer_sensor")
                        .missing(V1 + "/sensors/no.thing"),
                get(V1 + "/sensors/enabled", () -> V1 + "/sensors/enabled"),
                post(V1 + "/sensors", 201, () -> new Call(V1 + "/sensors", sensorRequest(fixture.ref(unique()))))
                        .invalid(
                                Json.object("label", "No ref"),
                                sensorRequest(fixture.ref("bad")).set("trigger_types", Json.array("core.alert"))),
                put(
                                V1 + "/sensors/{ref}",
                                () -> new Call(V1 + "/sensors/" + newSensor(), Json.object("label", "Renamed")))
                        .missing(V1 + "/sensors/no.thing")
                        .invalid(Json.object("label", "")),
                delete(V1 + "/sensors/{ref}", () -> V1 + "/sensors/" + newSensor())
                        .missing(V1 + "/sensors/no.thing"),
                action(
                        V1 + "/sensors/{ref}/enable",
                        () -> V1 + "/sensors/" + newSensor() + "/enable",
                        V1 + "/sensors/no.thing/enable"),
                action(
                        V1 + "/sensors/{ref}/disable",
                        () -> V1 + "/sensors/" + newSensor() + "/disable",
                        V1 + "/sensors/no.thing/disable"),
                get(V1 + "/sensors/{sensor_ref}/processes", () -> V1 + "/sensors/core.timer_sensor/processes")
                        .missing(V1 + "/sensors/no.thing/processes"),
                get(V1 + "/sensors/{sensor_ref}/history", () -> V1 + "/sensors/core.timer_sensor/history")
                        .missing(V1 + "/sensors/no.thing/history"),
                get(V1 + "/sensors/{sensor_ref}/logs", () -> V1 + "/sensors/core.timer_sensor/logs")
                        .missing(V1 + "/sensors/no.thing/logs"),
                get(V1 + "/workflows", () -> V1 + "/workflows"),
                post(V1 + "/workflows", 201, () -> new Call(V1 + "/workflows", workflowRequest(fixture.ref(unique()))))
                        .invalid(
                                Json.object("ref", "x.y"),
                                workflowRequest(fixture.ref("bad")).put("label", ""),
                                workflowRequest(fixture.ref("bad")).put("definition", "text")),
                get(V1 + "/workflows/{ref}", () -> V1 + "/workflows/" + newWorkflow())
                        .missing(V1 + "/workflows/no.thing"),
                put(
                                V1 + "/workflows/{ref}",
                                () -> new Call(V1 + "/workflows/" + newWorkflow(), Json.object("label", "Renamed")))
                        .missing(V1 + "/workflows/no.thing")
                        .invalid(Json.object("label", "")),
                delete(V1 + "/workflows/{ref}", () -> V1 + "/workflows/" + newWorkflow())
                        .missing(V1 + "/workflows/no.thing"),
                get(V1 + "/packs/{pack_ref}/workflows", () -> V1 + "/packs/core/workflows")
                        .missing(V1 + "/packs/nothing/workflows"),
                post(
                                V1 + "/packs/{ref}/workflows/sync",
                                200,
                                () -> new Call(V1 + "/packs/" + fixture.pack() + "/workflows/sync", Json.object()))
                        .missing(V1 + "/packs/nothing/workflows/sync"),
                post(
                                V1 + "/packs/{ref}/workflows/validate",
                                200,
                                () -> new Call(V1 + "/packs/" + fixture.pack() + "/workflows/validate", Json.object()))
                        .missing(V1 + "/packs/nothing/workflows/validate"),
                post(
                                V1 + "/packs/{pack_ref}/workflow-files",
                                201,
                                () -> new Call(V1 + "/packs/" + newPack() + "/workflow-files", workflowFile(unique())))
                        .missing(V1 + "/packs/nothing/workflow-files", workflowFile("any"))
                        .invalid(workflowFile("not a name"), workflowFile("bad").put("definition", "text")),
                put(V1 + "/workflows/{ref}/file", this::savedFile)
                        .missing(V1 + "/workflows/no.thing/file", workflowFile("thing"))
                        .invalid(workflowFile("another")),
                // Keys
                get(V1 + "/keys", () -> V1 + "/keys"),
                post(V1 + "/keys", 201, () -> new Call(V1 + "/keys", keyRequest(unique())))
                        .invalid(
                                Json.object("ref", "x"),
                                keyRequest(unique()).put("owner_type", "nobody"),
                                keyRequest(unique()).put("ttl_seconds", 0)),
                get(V1 + "/keys/{ref}", () -> V1 + "/keys/" + newKey()).missing(V1 + "/keys/no.thing"),
                get(V1 + "/keys/{ref}/usage", () -> V1 + "/keys/" + newKey() + "/usage")
                        .missing(V1 + "/keys/no.thing/usage"),
                put(V1 + "/keys/{ref}", () -> new Call(V1 + "/keys/" + newKey(), Json.object("value", 2)))
                        .missing(V1 + "/keys/no.thing")
                        .invalid(Json.object("name", "")),
                delete(V1 + "/keys/{ref}", () -> V1 + "/keys/" + newKey()).missing(V1 + "/keys/no.thing"),
                // Encryption
                get(V1 + "/encryption", () -> V1 + "/encryption"),
                post(
                        V1 + "/encryption/rotate-master",
                        200,
                        () -> new Call(V1 + "/encryption/rotate-master", Json.object())),
                // The audit log
                get(V1 + "/audit-events", () -> V1 + "/audit-events"),
                get(V1 + "/audit-events/{id}", () -> V1 + "/audit-events/" + newRecord())
                        .missing(V1 + "/audit-events/999999999"),
                get(
                        V1 + "/audit-events/by-request/{request_id}",
                        () -> V1 + "/audit-events/by-request/" + UUID.randomUUID()),
                get(V1 + "/audit-events/verify", () -> V1 + "/audit-events/verify"));
    }

    private static ObjectNode packRequest(String ref) {
        return Json.object("ref", ref, "label", "Contract", "version", "1.0.0");
    }

    private String newPack() {
        var ref = unique();
        fixture.api().post(V1 + "/packs", packRequest(ref)).expect(201);
        return ref;
    }

    private ObjectNode actionRequest(String ref) {
        return Json.object(
                "ref",
                ref,
                "pack_ref",
                fixture.pack(),
                "label",
                "Contract",
                "entrypoint",
                "true\n",
                "runtime_ref",
                "core.shell");
    }

    private String newAction() {
        var ref = fixture.ref(unique());
        fixture.api().post(V1 + "/actions", actionRequest(ref)).expect(201);
        return ref;
    }

    private ObjectNode workflowRequest(String ref) {
        return Json.object(
                "ref",
                ref,
                "pack_ref",
                fixture.pack(),
                "label",
                "Contract",
                "version",
                "1.0.0",
                "definition",
                Json.relaxed("{tasks: [{name: 'nap', action: 'core.sleep', input: {seconds: 20}}]}"));
    }

    private static ObjectNode workflowFile(String name) {
        return Json.object(
                "name",
                name,
                "pack_ref",
                "any",
                "label",
                "Contract",
                "version",
                "1.0.0",
                "definition",
                Json.relaxed("{tasks: [{name: 'nothing', action: 'core.noop'}]}"));
    }

    private Call savedFile() {
        var pack = newPack();
        fixture.api()
                .post(V1 + "/packs/" + pack + "/workflow-files", workflowFile("saved"))
                .expect(201);
        return new Call(V1 + "/workflows/" + pack + ".saved/file", workflowFile("saved"));
    }

    private String newWorkflow() {
        var ref = fixture.ref(unique());
        fixture.api().post(V1 + "/workflows", workflowRequest(ref)).expect(201);
        return ref;
    }

    private ObjectNode triggerRequest(String ref) {
        return Json.object("ref", ref, "pack_ref", fixture.pack(), "label", "Contract");
    }

    private String newTrigger() {
        var ref = fixture.ref(unique());
        fixture.api().post(V1 + "/triggers", triggerRequest(ref)).expect(201);
        return ref;
    }

    private ObjectNode sensorRequest(String ref) {
        return Json.object(
                "ref",
                ref,
                "pack_ref",
                fixture.pack(),
                "label",
                "A sensor",
                "entrypoint",
                "watch.sh",
                "runtime_ref",
                "core.shell",
                "trigger_types",
                Json.array(newTrigger()));
    }

    private String newSensor() {
        var ref = fixture.ref(unique());
        fixture.api().post(V1 + "/sensors", sensorRequest(ref)).expect(201);
        return ref;
    }

    private ObjectNode ruleRequest(String ref) {
        return Json.object(
                "ref",
                ref,
                "pack_ref",
                fixture.pack(),
                "label",
                "Contract",
                "action_ref",
                "core.noop",
                "trigger_ref",
                trigger());
    }

    /** One for all rules: what it is does not matter. */
    private String trigger() {
        if (sharedTrigger == null) {
            sharedTrigger = newTrigger();
        }
        return sharedTrigger;
    }

    private String newRule() {
        var ref = fixture.ref(unique());
        fixture.api().post(V1 + "/rules", ruleRequest(ref)).expect(201);
        return ref;
    }

    private ObjectNode policyRequest(String ref) {
        return Json.object("ref", ref, "name", "Contract", "pack_ref", fixture.pack(), "threshold", 50);
    }

    private String newPolicy() {
        var ref = fixture.ref(unique());
        fixture.api().post(V1 + "/policies", policyRequest(ref)).expect(201);
        return ref;
    }

    private ObjectNode runtimeRequest(String ref) {
        return Json.object("ref", ref, "pack_ref", fixture.pack(), "name", "Contract");
    }

    private String newRuntime() {
        var ref = fixture.ref(unique());
        fixture.api().post(V1 + "/runtimes", runtimeRequest(ref)).expect(201);
        return ref;
    }

    private long newRecord() {
        return fixture.api()
                .get(V1 + "/audit-events?event_type=pack.created&resource_ref=" + fixture.pack())
                .expect(200)
                .items()
                .get(0)
                .path("id")
                .asLong();
    }

    private static ObjectNode keyRequest(String ref) {
        return Json.object("ref", ref, "owner_type", "system", "name", ref, "value", 1, "encrypted", true);
    }

    private String newKey() {
        var ref = unique();
        fixture.api().post(V1 + "/keys", keyRequest(ref)).expect(201);
        return ref;
    }

    private long localWorker() {
        return fixture.api()
                .get(V1 + "/workers")
                .expect(200)
                .items()
                .get(0)
                .path("id")
                .asLong();
    }
}
