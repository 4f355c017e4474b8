package io.attune.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.contract.Route.Call;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every implemented route answers with declared shapes for success, 401, 403, 404 and 422 (api.md §1). */
class ContractTest {
    private final Fixture fixture = Fixture.shared();
    private final Api admin = fixture.api();
    private final Document document = new Document(
            admin.anonymous().get("/api-spec/openapi.json").expect(200).json());

    @TestFactory
    Stream<DynamicNode> everyRouteKeepsItsContract() {
        var nobody = identityWithoutGrants();
        return routes().map(route -> {
            var tests = new ArrayList<DynamicNode>();
            tests.add(dynamicTest(
                    "is described",
                    () -> assertThat(document.operation(route).path("responses"))
                            .isNotEmpty()));
            tests.add(dynamicTest("succeeds", () -> succeeds(route)));
            tests.add(dynamicTest("401 without a token", () -> refusesStrangers(route)));
            if (route.permission()) {
                tests.add(dynamicTest("403 without a grant", () -> refusesTheUnprivileged(route, nobody)));
            }
            route.missing()
                    .ifPresent(call ->
                            tests.add(dynamicTest("404 for what is not there", () -> answersNotFound(route, call))));
            for (var body : route.invalid()) {
                tests.add(dynamicTest("422 for " + body, () -> refusesBody(route, body)));
            }
            if (!route.invalid().isEmpty()) {
                tests.add(dynamicTest("400, 415 and 422 for what is no such JSON", () -> refusesWhatIsNotJson(route)));
            }
            return dynamicContainer(route.toString(), tests);
        });
    }

    /** Changing operations that {@link Routes} does not have, and who shows that they are recorded; or why they are not. */
    private static final Map<String, String> RECORDED_ELSEWHERE = Map.ofEntries(
            Map.entry("login", "AuditApiTest"),
            Map.entry("register", "SessionAuditTest"),
            Map.entry("token_login", "SessionAuditTest"),
            Map.entry("refresh_token", "AuditApiTest"),
            Map.entry("ldap_login", "changes nothing: it is not configured"),
            Map.entry("change_password", "AuditApiTest"),
            Map.entry("create_sensor_token_internal", "recorded by the same method as create_sensor_token"),
            Map.entry("cordon_worker", "AuditApiTest; here it would stop the worker of all tests"),
            Map.entry("uncordon_worker", "as cordon_worker"),
            Map.entry("upload_pack", "PackUploadTest"),
            Map.entry("register_pack", "recorded by the same method as upload_pack"),
            Map.entry("age_rows", "there only while testing.enabled is on"),
            Map.entry("receive_webhook", "recorded by its event (docs/adr/0009)"),
            Map.entry("create_event", "recorded by its event, and like every request"));

    /** A dry run. */
    private static final Set<String> CHANGE_NOTHING = Set.of("test_rule", "validate_pack_workflows");

    @Test
    void everyChangingOperationIsKnownToLeaveARecord() {
        var walked =
                routes().flatMap(route -> document.operationId(route).stream()).toList();
        var unknown = document.changingOperations();
        unknown.removeAll(walked);
        unknown.removeAll(RECORDED_ELSEWHERE.keySet());

        assertThat(unknown)
                .as("add them to Routes, or say here where their audit records are shown")
                .isEmpty();
    }

    @Test
    void manyOddPathsAndQueriesAreRefusedWithoutAnError500() {
        for (var path : new String[] {
            "/api/v1/executions/abc",
            "/api/v1/executions/-1",
            "/api/v1/executions/99999999999999999999",
            "/api/v1/events?page=x",
            "/api/v1/executions?per_page=-5",
            "/api/v1/executions?top_level_only=maybe",
            "/api/v1/packs/%00",
            "/api/v1/packs/a%2Fb",
            "/api/v1/rules/'%20or%201=1--",
            "/api/v1/actions?page_size=99999999999",
            "/api/v1/executions/status/nonsense",
            "/api/v1/triggers/" + "x".repeat(2000),
            "/api/v1/executions?result_contains=%25_%5C%27",
            "/api/v1/packs/%F0%9F%9A%80"
        }) {
            assertThat(admin.get(path).status()).as(path).isBetween(200, 499);
        }
        assertThat(admin.post("/api/v1/packs", Json.parse("[".repeat(900) + "]".repeat(900)))
                        .status())
                .isBetween(400, 422);
    }

    private Stream<Route> routes() {
        return Stream.of(new Routes(fixture).all(), new IdentityRoutes(fixture).all(), new InquiryRoutes(fixture).all())
                .flatMap(List::stream);
    }

    private void succeeds(Route route) {
        var answer = send(admin, route, route.call().get());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(route.success());
        assertThat(answer.header("X-Request-Id")).isPresent();
        assertThat(document.differences(route, answer.status(), answer.json()))
                .as(answer.toString())
                .isEmpty();
        if (!route.method().equals("GET")
                && !CHANGE_NOTHING.contains(document.operationId(route).orElseThrow())) {
            leavesARecord(answer);
        }
    }

    /** In the transaction of the change: it is there when the answer is (SEC-18). */
    private void leavesARecord(Answer answer) {
        var id = answer.header("X-Request-Id").orElseThrow();
        var records = admin.get("/api/v1/audit-events/by-request/" + id)
                .expect(200)
                .json()
                .path("data");

        assertThat(records).as("what " + answer + " left in the audit log").anySatisfy(record -> {
            assertThat(record.path("category").asText()).isNotIn("api", "rbac");
            assertThat(record.path("outcome").asText()).isEqualTo("success");
            assertThat(record.path("actor_identity").isNumber()).isTrue();
        });
    }

    private void refusesStrangers(Route route) {
        var call = route.missing().orElseGet(route.call());
        for (var stranger : new Api[] {admin.anonymous(), admin.as("invalid-token")}) {
            var answer = send(stranger, route, call);

            assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
            assertThat(answer.json().path("error").path("code").asInt()).isEqualTo(401);
            assertThat(answer.json().path("error").path("message").asText()).isNotBlank();
        }
    }

    private void refusesTheUnprivileged(Route route, Api nobody) {
        // The grant is asked for before anything is looked up: existing or not makes no difference.
        var answer = send(nobody, route, route.missing().orElseGet(route.call()));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertApplicationError(answer, "FORBIDDEN");
    }

    private void answersNotFound(Route route, Call call) {
        var answer = send(admin, route, call);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        assertApplicationError(answer, "NOT_FOUND");
    }

    private void refusesBody(Route route, JsonNode body) {
        var answer = send(admin, route, new Call(route.call().get().path(), body));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.json().path("error").asText()).isNotBlank();
        assertThat(answer.json().path("code").asText()).isIn("VALIDATION_ERROR", "UNPROCESSABLE_ENTITY");
    }

    private void refusesWhatIsNotJson(Route route) {
        var path = route.call().get().path();
        var json = Map.of("Content-Type", "application/json");

        assertThat(admin.send(route.method(), path, BodyPublishers.ofString("{broken"), json)
                        .status())
                .isEqualTo(400);
        assertThat(admin.send(route.method(), path, BodyPublishers.ofString("[]"), json)
                        .status())
                .isEqualTo(422);
        assertThat(admin.send(route.method(), path, BodyPublishers.ofString("{}"), Map.of("Content-Type", "text/plain"))
                        .status())
                .isEqualTo(415);
    }

    private static void assertApplicationError(Answer answer, String code) {
        assertThat(answer.json().path("error").asText()).as(answer.toString()).isNotBlank();
        assertThat(answer.json().path("code").asText()).as(answer.toString()).isEqualTo(code);
    }

    private static Answer send(Api api, Route route, Call call) {
        return call.body() == null
                ? api.send(route.method(), call.path(), BodyPublishers.noBody(), Map.of())
                : api.send(
                        route.method(),
                        call.path(),
                        BodyPublishers.ofString(call.body().toString()),
                        Map.of("Content-Type", "application/json"));
    }

    private Api identityWithoutGrants() {
        var login = "nobody-" + UUID.randomUUID() + "@example.com";
        var registered = admin.anonymous()
                .fromElsewhere()
                .post(
                        "/auth/register",
                        Json.object("login", login, "password", "long-enough-secret", "display_name", "Nobody"))
                .expect(200)
                .data();
        return admin.as(registered.path("access_token").asText());
    }
}
