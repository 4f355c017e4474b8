package io.attune.e2e.contract;

import static io.attune.e2e.contract.Route.action;
import static io.attune.e2e.contract.Route.get;
import static io.attune.e2e.contract.Route.post;
import static io.attune.e2e.contract.Route.unique;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.contract.Route.Call;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.util.List;

/** The rows of api-runs.md about events, enforcements and executions. */
final class RunRoutes {
    private static final String V1 = "/api/v1";

    private final Fixture fixture;

    RunRoutes(Fixture fixture) {
        this.fixture = fixture;
    }

    List<Route> all() {
        return List.of(
                get(
                                V1 + "/triggers/{ref}/webhooks/deliveries",
                                () -> V1 + "/triggers/"
                                        + fixture.webhook(unique()).ref() + "/webhooks/deliveries")
                        .missing(V1 + "/triggers/no.thing/webhooks/deliveries"),
                post(V1 + "/triggers/{ref}/webhooks/deliveries/{id}/redeliver", 201, this::redelivery)
                        .missing(V1 + "/triggers/no.thing/webhooks/deliveries/1/redeliver"),
                post(
                                V1 + "/triggers/{ref}/emit",
                                201,
                                () -> new Call(
                                        V1 + "/triggers/"
                                                + fixture.webhook(unique()).ref() + "/emit",
                                        Json.object("payload", Json.object("a", 1))))
                        .missing(V1 + "/triggers/no.thing/emit"),
                get(V1 + "/events", () -> V1 + "/events"),
                get(V1 + "/events/{id}", () -> V1 + "/events/" + newEvent()).missing(V1 + "/events/999999999"),
                get(V1 + "/enforcements", () -> V1 + "/enforcements"),
                get(V1 + "/enforcements/{id}", () -> V1 + "/enforcements/" + newEnforcement())
                        .missing(V1 + "/enforcements/999999999"),
                get(
                        V1 + "/enforcements/{enforcement_id}/executions",
                        () -> V1 + "/enforcements/" + newEnforcement() + "/executions"),
                get(V1 + "/executions", () -> V1 + "/executions"),
                post(
                                V1 + "/executions/execute",
                                201,
                                () -> new Call(V1 + "/executions/execute", executeRequest("core.noop")))
                        .missing(V1 + "/executions/execute", executeRequest("no.thing"))
                        .invalid(Json.object("parameters", Json.object()), Json.object("action_ref", 7)),
                get(V1 + "/executions/stats", () -> V1 + "/executions/stats"),
                get(V1 + "/executions/{id}", () -> V1 + "/executions/" + newExecution())
                        .missing(V1 + "/executions/999999999"),
                action(
                                V1 + "/executions/{id}/cancel",
                                () -> V1 + "/executions/" + longExecution() + "/cancel",
                                V1 + "/executions/999999999/cancel")
                        // Who started it may cancel it without any grant: the execution is looked at first.
                        .forEverybody(),
                action(
                                V1 + "/executions/{id}/pause",
                                () -> V1 + "/executions/" + longWorkflow() + "/pause",
                                V1 + "/executions/999999999/pause")
                        .forEverybody(),
                action(
                                V1 + "/executions/{id}/resume",
                                () -> V1 + "/executions/" + pausedWorkflow() + "/resume",
                                V1 + "/executions/999999999/resume")
                        .forEverybody(),
                post(
                                V1 + "/executions/{id}/rerun",
                                201,
                                () -> new Call(V1 + "/executions/" + newExecution() + "/rerun", Json.object()))
                        .missing(V1 + "/executions/999999999/rerun")
                        .invalid(Json.object("parameters", 7), Json.object("from", "")),
                get(V1 + "/executions/{id}/timeline", () -> V1 + "/executions/" + newExecution() + "/timeline")
                        .missing(V1 + "/executions/999999999/timeline"),
                get(V1 + "/executions/{id}/history", () -> V1 + "/executions/" + newExecution() + "/history")
                        .missing(V1 + "/executions/999999999/history"),
                get(V1 + "/executions/{id}/explain", () -> V1 + "/executions/" + newExecution() + "/explain")
                        .missing(V1 + "/executions/999999999/explain"),
                get(V1 + "/executions/status/{status}", () -> V1 + "/executions/status/completed"),
                get(V1 + "/executions/{id}/logs", () -> V1 + "/executions/" + newExecution() + "/logs")
                        .missing(V1 + "/executions/999999999/logs"));
    }

    private long longWorkflow() {
        var workflow = new Workflows(fixture)
                .create(unique(), "{tasks: [{name: 'nap', action: 'core.sleep', input: {seconds: 20}}]}");
        return fixture.run(workflow, Json.object()).path("id").asLong();
    }

    private long pausedWorkflow() {
        long id = longWorkflow();
        fixture.api().post(V1 + "/executions/" + id + "/pause", Json.object()).expect(200);
        return id;
    }

    private static ObjectNode executeRequest(String action) {
        return Json.object("action_ref", action, "parameters", Json.object());
    }

    private long newExecution() {
        long id = fixture.run("core.noop", Json.object()).path("id").asLong();
        fixture.ended(id, Duration.ofSeconds(20));
        return id;
    }

    private long longExecution() {
        return fixture.run("core.sleep", Json.object("seconds", 60)).path("id").asLong();
    }

    private long newEvent() {
        return fixture.webhook(unique())
                .fire(Json.object("x", 1))
                .data()
                .path("event_id")
                .asLong();
    }

    private long newEnforcement() {
        var hook = fixture.webhook(unique());
        var rule = fixture.rule(unique(), hook, "core.noop");
        hook.fire(Json.object());
        return fixture.enforcementsOf(rule).getFirst().path("id").asLong();
    }

    private Call redelivery() {
        var hook = fixture.webhook(unique());
        hook.fire(Json.object("x", 1));
        var path = V1 + "/triggers/" + hook.ref() + "/webhooks/deliveries";
        long delivery =
                fixture.api().get(path).expect(200).items().get(0).path("id").asLong();
        return new Call(path + "/" + delivery + "/redeliver", Json.object());
    }
}
