package io.attune.e2e.contract;

import static io.attune.e2e.contract.Route.action;
import static io.attune.e2e.contract.Route.delete;
import static io.attune.e2e.contract.Route.get;
import static io.attune.e2e.contract.Route.post;
import static io.attune.e2e.contract.Route.put;
import static io.attune.e2e.contract.Route.unique;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.contract.Route.Call;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.util.List;

/** The rows of api-auth.md §2 and §3, and those of api.md §7 about tenants and tokens. */
final class IdentityRoutes {
    private static final String V1 = "/api/v1";

    private final Fixture fixture;

    IdentityRoutes(Fixture fixture) {
        this.fixture = fixture;
    }

    List<Route> all() {
        return List.of(
                get(V1 + "/identities", () -> V1 + "/identities"),
                post(V1 + "/identities", 201, () -> new Call(V1 + "/identities", identityRequest()))
                        .invalid(
                                Json.object(),
                                Json.object("login", "ab"),
                                identityRequest().put("password", "short")),
                get(V1 + "/identities/{id}", () -> V1 + "/identities/" + newIdentity())
                        .missing(V1 + "/identities/999999999"),
                put(
                                V1 + "/identities/{id}",
                                () -> new Call(
                                        V1 + "/identities/" + newIdentity(), Json.object("display_name", "Renamed")))
                        .missing(V1 + "/identities/999999999")
                        .invalid(Json.object("password", "short")),
                delete(V1 + "/identities/{id}", () -> V1 + "/identities/" + newIdentity())
                        .missing(V1 + "/identities/999999999"),
                action(
                        V1 + "/identities/{id}/freeze",
                        () -> V1 + "/identities/" + newIdentity() + "/freeze",
                        V1 + "/identities/999999999/freeze"),
                action(
                        V1 + "/identities/{id}/unfreeze",
                        () -> V1 + "/identities/" + newIdentity() + "/unfreeze",
                        V1 + "/identities/999999999/unfreeze"),
                get(V1 + "/identities/{id}/permissions", () -> V1 + "/identities/" + newIdentity() + "/permissions")
                        .missing(V1 + "/identities/999999999/permissions"),
                post(
                                V1 + "/identities/{id}/roles",
                                201,
                                () -> new Call(
                                        V1 + "/identities/" + newIdentity() + "/roles", Json.object("role", "ops")))
                        .missing(V1 + "/identities/999999999/roles", Json.object("role", "ops"))
                        .invalid(Json.object(), Json.object("role", "")),
                delete(V1 + "/identities/roles/{id}", () -> V1 + "/identities/roles/" + newRoleAssignment())
                        .missing(V1 + "/identities/roles/999999999"),
                get(V1 + "/identities/{id}/integration-tokens", () -> newTokens())
                        .missing(V1 + "/identities/999999999/integration-tokens"),
                post(
                                V1 + "/identities/{id}/integration-tokens",
                                201,
                                () -> new Call(newTokens(), Json.object("label", "contract")))
                        .missing(V1 + "/identities/999999999/integration-tokens", Json.object("label", "contract"))
                        .invalid(Json.object(), Json.object("label", " ")),
                action(
                        V1 + "/identities/{id}/integration-tokens/{token_id}/revoke",
                        () -> newToken() + "/revoke",
                        V1 + "/identities/999999999/integration-tokens/1/revoke"),
                delete(V1 + "/identities/{id}/integration-tokens/{token_id}", this::newToken)
                        .missing(V1 + "/identities/999999999/integration-tokens/1"),
                get(V1 + "/permissions/sets", () -> V1 + "/permissions/sets"),
                put(V1 + "/permissions/sets/{id}", this::unchangedSet)
                        .missing(V1 + "/permissions/sets/999999999", Json.object("grants", Json.array()))
                        .invalid(Json.object()),
                post(
                                V1 + "/permissions/sets/{id}/roles",
                                201,
                                () -> new Call(
                                        V1 + "/permissions/sets/" + viewerSet() + "/roles",
                                        Json.object("role", unique())))
                        .missing(V1 + "/permissions/sets/999999999/roles", Json.object("role", "ops"))
                        .invalid(Json.object(), Json.object("role", "")),
                delete(V1 + "/permissions/sets/roles/{id}", () -> V1 + "/permissions/sets/roles/" + newBinding())
                        .missing(V1 + "/permissions/sets/roles/999999999"),
                post(
                                V1 + "/permissions/assignments",
                                201,
                                () -> new Call(V1 + "/permissions/assignments", assignmentRequest(newIdentity())))
                        .missing(V1 + "/permissions/assignments", assignmentRequest(999_999_999))
                        .invalid(Json.object()),
                delete(V1 + "/permissions/assignments/{id}", () -> V1 + "/permissions/assignments/" + newAssignment())
                        .missing(V1 + "/permissions/assignments/999999999"),
                get(V1 + "/tenants", () -> V1 + "/tenants"),
                post(V1 + "/tenants", 201, () -> new Call(V1 + "/tenants", tenantRequest()))
                        .invalid(
                                Json.object(),
                                tenantRequest().put("ref", "Not a ref"),
                                tenantRequest().put("label", "")),
                get(V1 + "/tenants/{ref}", () -> V1 + "/tenants/" + newTenant())
                        .missing(V1 + "/tenants/nothing")
                        .forEverybody(),
                put(V1 + "/tenants/{ref}", () -> new Call(V1 + "/tenants/" + newTenant(), Json.object("frozen", true)))
                        .missing(V1 + "/tenants/nothing")
                        .invalid(Json.object("label", "")),
                post(
                                V1 + "/workers/enrolment-tokens",
                                201,
                                () -> new Call(V1 + "/workers/enrolment-tokens", Json.object("label", "contract")))
                        .invalid(Json.object()),
                get(V1 + "/workers/enrolment-tokens", () -> V1 + "/workers/enrolment-tokens"),
                action(
                                V1 + "/workers/enrolment-tokens/{id}/revoke",
                                () -> V1 + "/workers/enrolment-tokens/" + newWorkerToken() + "/revoke",
                                V1 + "/workers/enrolment-tokens/999999999/revoke")
                        .invalid(Json.object("reason", "x".repeat(2_001))),
                post(V1 + "/signing-keys/rotate", 200, () -> new Call(V1 + "/signing-keys/rotate", Json.object())),
                post("/auth/sensor-token", 200, () -> new Call("/auth/sensor-token", sensorTokenRequest()))
                        .invalid(Json.object(), sensorTokenRequest().put("ttl_seconds", 60)));
    }

    private static ObjectNode identityRequest() {
        return Json.object("login", "contract-" + unique());
    }

    private long newIdentity() {
        return id(fixture.api().post(V1 + "/identities", identityRequest()));
    }

    private long newRoleAssignment() {
        return id(fixture.api().post(V1 + "/identities/" + newIdentity() + "/roles", Json.object("role", "ops")));
    }

    /** The integration tokens of a new identity. */
    private String newTokens() {
        return V1 + "/identities/" + newIdentity() + "/integration-tokens";
    }

    private String newToken() {
        var tokens = newTokens();
        var made = fixture.api().post(tokens, Json.object("label", "contract")).expect(201);
        return tokens + "/" + made.data().path("integration_token").path("id").asLong();
    }

    private long viewerSet() {
        return shippedSet().path("id").asLong();
    }

    private JsonNode shippedSet() {
        for (var set : fixture.api().get(V1 + "/permissions/sets").expect(200).json()) {
            if (set.path("ref").asText().equals("core.viewer")) {
                return set;
            }
        }
        throw new AssertionError("the core pack brings no core.viewer");
    }

    /** Writes what is there: other tests rely on it. */
    private Call unchangedSet() {
        var set = shippedSet();
        return new Call(V1 + "/permissions/sets/" + set.path("id").asLong(), Json.object("grants", set.path("grants")));
    }

    private long newBinding() {
        return id(
                fixture.api().post(V1 + "/permissions/sets/" + viewerSet() + "/roles", Json.object("role", unique())));
    }

    private static ObjectNode assignmentRequest(long identity) {
        return Json.object("identity_id", identity, "permission_set_ref", "core.viewer");
    }

    private long newAssignment() {
        return id(fixture.api().post(V1 + "/permissions/assignments", assignmentRequest(newIdentity())));
    }

    private static ObjectNode tenantRequest() {
        return Json.object("ref", unique(), "label", "Contract");
    }

    private String newTenant() {
        var request = tenantRequest();
        fixture.api().post(V1 + "/tenants", request).expect(201);
        return request.path("ref").asText();
    }

    private long newWorkerToken() {
        return id(fixture.api().post(V1 + "/workers/enrolment-tokens", Json.object("label", "contract")));
    }

    private ObjectNode sensorTokenRequest() {
        return Json.object("sensor_ref", fixture.ref("watch"), "trigger_types", Json.array(fixture.ref("seen")));
    }

    private static long id(Api.Answer made) {
        return made.expect(201).data().path("id").asLong();
    }
}
