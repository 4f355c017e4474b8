package io.attune.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.worker.WorkerSessionStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What leaves a record in the audit log: changes, refusals, logins and every other request (api-ops.md §4, security.md §5). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class AuditedRequestsTest extends AuditHttpTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Inject
    Transactions transactions;

    /** A route as the API document names it, with something in place of its parameters. */
    private record Operation(String method, String path) {}

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        json(send("", "GET", "/api-spec/openapi.json", ""))
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        all.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey().replaceAll("\\{[^}]+}", "1")));
                    }
                }));
        return all;
    }

    @Test
    void everyRefusalForWantOfAGrantLeavesARecord() {
        var nobody = newIdentity("nobody", "");
        int denied = 0;
        for (var operation : operations()) {
            if (operation.path().equals("/api/v1/inquiries/stream")) {
                // Everybody may listen, for anybody may be asked: it would not end.
                continue;
            }
            var answer = send(nobody.token(), operation.method(), operation.path(), "");
            if (answer.statusCode() != 403
                    || !json(answer).path("error").asText().startsWith("Insufficient")) {
                continue;
            }
            denied++;
            assertThat(byRequest(requestId(answer))).as(operation.toString()).anySatisfy(record -> {
                assertThat(record.path("event_type").asText()).isEqualTo("rbac.denied");
                assertThat(record.path("category").asText()).isEqualTo("rbac");
                assertThat(record.path("outcome").asText()).isEqualTo("denied");
                assertThat(record.path("actor_identity").asLong()).isEqualTo(nobody.id());
                assertThat(record.path("actor_ip").asText()).isEqualTo("127.0.0.1");
                assertThat(record.path("resource_ref").asText()).contains(operation.path());
            });
        }
        assertThat(denied).isGreaterThan(40);
    }

    @Test
    void whatGivesPowerLeavesARecordThatItWasAllowed() {
        var made = newIdentity("empowered", "");
        var privileged = new String[][] {
            {"identities:create", "POST", "/api/v1/identities", "{'login': 'empowered" + next() + "x'}"},
            {"identities:create", "POST", "/api/v1/identities", "{}"},
            {"identities:update", "POST", "/api/v1/identities/" + made.id() + "/freeze", ""},
            {"permissions:manage", "POST", "/api/v1/identities/" + made.id() + "/roles", "{'role': 'ops'}"},
            {"packs:install", "POST", "/api/v1/packs/register", "{'path': '/nowhere'}"},
            {"workers:manage", "POST", "/api/v1/workers/999999999/uncordon", ""},
            {"operator", "POST", "/api/v1/workers/enrolment-tokens", "{'label': 'empowered'}"}
        };
        for (var request : privileged) {
            var answer = send(admin, request[1], request[2], request[3]);
            assertThat(byRequest(requestId(answer))).as(answer.body()).anySatisfy(record -> {
                assertThat(record.path("event_type").asText()).isEqualTo("rbac.allowed.privileged");
                assertThat(record.path("category").asText()).isEqualTo("rbac");
                assertThat(record.path("outcome").asText()).isEqualTo("success");
                assertThat(record.path("actor_login").asText()).isEqualTo(TestPlatform.LOGIN);
                assertThat(record.path("resource_type").asText()).isEqualTo(request[0]);
                assertThat(record.path("resource_ref").asText()).isEqualTo(request[1] + " " + request[2]);
            });
        }

        var nobody = newIdentity("powerless", "");
        for (var answer : List.of(
                send(nobody.token(), "POST", "/api/v1/identities", "{'login': 'somebody'}"),
                send(admin, "GET", "/api/v1/identities", ""),
                send(admin, "GET", "/api/v1/tenants", ""),
                send(
                        admin,
                        "POST",
                        "/api/v1/packs",
                        "{'ref': 'aud" + next() + "', 'label': 'P', 'version': '1.0.0'}"))) {
            assertThat(byRequest(requestId(answer)))
                    .as(answer.body())
                    .noneMatch(record -> record.path("event_type").asText().equals("rbac.allowed.privileged"));
        }
    }

    @Test
    void everyRefusalOfAStrangerLeavesARecord() {
        Set<String> refused = new HashSet<>();
        for (var operation : operations()) {
            var answer = send("", operation.method(), operation.path(), "");
            if (answer.statusCode() == 401 && !operation.path().startsWith(LOG)) {
                refused.add(requestId(answer));
            }
        }
        assertThat(refused).hasSizeGreaterThan(60);

        await("records of " + refused.size() + " strangers", () -> {
            Set<String> found = new HashSet<>();
            for (int page = 1; page <= 3; page++) {
                for (var record :
                        items(LOG + "?category=api&outcome=denied&http_status=401&per_page=500&page=" + page)) {
                    found.add(record.path("request_id").asText());
                }
            }
            return found.containsAll(refused);
        });
    }

    @Test
    void aRequestLeavesItsGenericRecordAndSoDoesOneThatNoRouteKnows() {
        var known = send(admin, "GET", "/api/v1/packs?x=not-recorded", "");
        var unknown = send(admin, "GET", "/api/v1/no-such-thing", "");
        var invalid = send(admin, "POST", "/api/v1/packs", "{}");

        var record = generic(known);
        assertThat(record.path("event_type").asText()).isEqualTo("api.get.success");
        assertThat(record.path("actor_login").asText()).isEqualTo(TestPlatform.LOGIN);
        assertThat(record.path("actor_token_type").asText()).isEqualTo("access");
        assertThat(record.path("actor_user_agent").asText()).startsWith("Java");
        assertThat(record.path("http_method").asText()).isEqualTo("GET");
        assertThat(record.path("http_path").asText()).isEqualTo("/api/v1/packs");
        assertThat(record.path("http_status").asInt()).isEqualTo(200);
        assertThat(record.path("duration_ms").isInt()).isTrue();
        assertThat(record.toString()).doesNotContain("not-recorded");
        assertThat(generic(unknown).path("event_type").asText()).isEqualTo("api.get.failure");
        assertThat(generic(unknown).path("http_status").asInt()).isEqualTo(404);
        assertThat(generic(invalid).path("event_type").asText()).isEqualTo("api.post.failure");
    }

    @Test
    void healthDocumentsAndReadingTheLogLeaveNoGenericRecord() {
        var last = send(admin, "GET", "/api/v1/rules", "");
        List<String> silent = new ArrayList<>();
        for (var path : List.of("/health", "/health/detailed", "/api-spec/openapi.json", LOG)) {
            silent.add(requestId(send(admin, "GET", path, "")));
        }
        generic(last);
        generic(send(admin, "GET", "/api/v1/rules", ""));

        for (var id : silent) {
            assertThat(byRequest(id))
                    .noneMatch(record -> record.path("category").asText().equals("api"));
        }
    }

    @Test
    void anUnknownWebhookIsRecordedWithoutItsKey() {
        var answer = send("", "POST", "/api/v1/webhooks/some-secret-key", "{}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(generic(answer).path("http_path").asText()).isEqualTo("/api/v1/webhooks/***");
        assertThat(byRequest(requestId(answer)).toString()).doesNotContain("some-secret-key");
    }

    @Test
    void anAcceptedDeliveryIsRecordedByItsEventAlone() {
        var pack = newPack();
        send(
                admin,
                "POST",
                "/api/v1/triggers",
                "{'ref': '" + pack + ".hit', 'pack_ref': '" + pack + "', 'label': 'Hit'}");
        var key = json(send(admin, "POST", "/api/v1/triggers/" + pack + ".hit/webhooks/enable", "{}"))
                .path("data")
                .path("webhook_key")
                .asText();

        var accepted = send("", "POST", "/api/v1/webhooks/" + key, "{'payload': {}}");
        assertThat(accepted.statusCode()).isEqualTo(200);
        generic(send(admin, "GET", "/api/v1/rules", ""));

        assertThat(byRequest(requestId(accepted))).isEmpty();
    }

    @Test
    void failedLoginsAreRecordedAlsoForLoginsThatNobodyHas() {
        var unknown = send("", "POST", "/auth/login", "{'login': 'ghost', 'password': 'wrong password'}");
        var wrong = send(
                "", "POST", "/auth/login", "{'login': '" + TestPlatform.LOGIN + "', 'password': 'wrong password'}");

        for (var answer : List.of(unknown, wrong)) {
            assertThat(answer.statusCode()).isEqualTo(401);
            var record = byRequest(requestId(answer)).getFirst();
            assertThat(record.path("event_type").asText()).isEqualTo("auth.login.failure");
            assertThat(record.path("category").asText()).isEqualTo("auth");
            assertThat(record.path("outcome").asText()).isEqualTo("failure");
            assertThat(record.path("actor_ip").asText()).isEqualTo("127.0.0.1");
            assertThat(record.toString()).doesNotContain("wrong password");
        }
        assertThat(byRequest(requestId(unknown)).getFirst().path("actor_login").asText())
                .isEqualTo("ghost");
    }

    @Test
    void everyAnswerCarriesAnIdOfOurOwn() {
        for (var request : new String[][] {
            {"GET", "/health"},
            {"GET", "/nowhere"},
            {"DELETE", "/api/v1/identities"},
            {"GET", "/api/v1/packs/"},
            {"GET", "/q/metrics"},
            {"POST", "/auth/login"}
        }) {
            var answer = send("", request[0], request[1], "");
            assertThat(UUID.fromString(requestId(answer))).as(request[1]).isNotNull();
        }
        var claimed = UUID.randomUUID().toString();
        var request =
                java.net.http.HttpRequest.newBuilder(base.resolve("/health")).header("X-Request-Id", claimed);
        assertThat(requestId(TestPlatform.send(request.build()))).isNotEqualTo(claimed);
    }

    /** Sends a change and looks at what it left in its transaction. */
    private JsonNode changed(String token, String method, String path, String body, String eventType) {
        var answer = send(token, method, path, body);
        assertThat(answer.statusCode())
                .as(method + " " + path + " " + answer.body())
                .isBetween(200, 201);
        assertThat(byRequest(requestId(answer))).as(method + " " + path).anySatisfy(record -> {
            assertThat(record.path("event_type").asText()).isEqualTo(eventType);
            assertThat(record.path("outcome").asText()).isEqualTo("success");
            assertThat(record.path("actor_identity").isNumber()).isTrue();
        });
        return json(answer).path("data");
    }

    @Test
    void everyChangeOfIdentitiesPermissionsAndWorkersLeavesItsRecord() {
        var identities = "/api/v1/identities";
        var permissions = "/api/v1/permissions";
        var made = newIdentity("walked", "");
        changed(admin, "POST", identities, "{'login': 'walked" + next() + "x'}", "admin.identity.created");
        changed(admin, "PUT", identities + "/" + made.id(), "{'display_name': 'Walked'}", "admin.identity.updated");
        changed(admin, "POST", identities + "/" + made.id() + "/freeze", "", "admin.identity.updated");
        changed(admin, "POST", identities + "/" + made.id() + "/unfreeze", "", "admin.identity.updated");
        long role = changed(
                        admin,
                        "POST",
                        identities + "/" + made.id() + "/roles",
                        "{'role': 'ops'}",
                        "admin.role_assignment.changed")
                .path("id")
                .asLong();
        changed(admin, "DELETE", identities + "/roles/" + role, "", "admin.role_assignment.changed");

        var sets = json(send(admin, "GET", permissions + "/sets", ""));
        long viewer = list(sets).stream()
                .filter(set -> set.path("ref").asText().equals("core.viewer"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asLong();
        long binding = changed(
                        admin,
                        "POST",
                        permissions + "/sets/" + viewer + "/roles",
                        "{'role': 'audited" + made.id() + "'}",
                        "admin.permission_assignment.changed")
                .path("id")
                .asLong();
        changed(admin, "DELETE", permissions + "/sets/roles/" + binding, "", "admin.permission_assignment.changed");
        long assignment = changed(
                        admin,
                        "POST",
                        permissions + "/assignments",
                        "{'identity_id': " + made.id() + ", 'permission_set_ref': 'core.viewer'}",
                        "admin.permission_assignment.changed")
                .path("id")
                .asLong();
        changed(admin, "DELETE", permissions + "/assignments/" + assignment, "", "admin.permission_assignment.changed");
        long own = transactions.engine(tx -> tx.sql()
                .fetchSingle(
                        "insert into permission_set (tenant_id, ref) select tenant_id, ? from identity where id = ? returning id",
                        "walked.set" + made.id(),
                        made.id())
                .get(0, Long.class));
        changed(admin, "PUT", permissions + "/sets/" + own, "{'grants': []}", "admin.permission_set.changed");

        long worker = transactions.engine(tx -> new WorkerSessionStore()
                .register(
                        tx,
                        new WorkerSessionStore.Registration(
                                "walked", "remote", "here", "a", 1, JsonNodeFactory.instance.objectNode()))
                .id()
                .value());
        send(admin, "POST", "/api/v1/workers/" + worker + "/cordon", "{'reason': 'audit'}");
        for (var change : List.of("cordoned", "uncordoned")) {
            var verb = change.substring(0, change.length() - 2);
            var answer = send(admin, "POST", "/api/v1/workers/" + worker + "/" + verb, "{'reason': 'audit'}");
            assertThat(byRequest(requestId(answer)))
                    .as(answer.body())
                    .anySatisfy(record ->
                            assertThat(record.path("event_type").asText()).isEqualTo("admin.worker." + change));
        }
        changed(
                admin,
                "POST",
                "/api/v1/workers/enrolment-tokens",
                "{'label': 'walked'}",
                "admin.security_config.changed");

        var session =
                json(send("", "POST", "/auth/login", credentials(made.login()))).path("data");
        changed(
                session.path("access_token").asText(),
                "PUT",
                "/auth/me",
                "{'display_name': 'Me'}",
                "admin.identity.updated");
        changed(
                "",
                "POST",
                "/auth/refresh",
                "{'refresh_token': '" + session.path("refresh_token").asText() + "'}",
                "auth.token_refresh.success");
        changed(
                login(made.login(), PASSWORD),
                "POST",
                "/auth/change-password",
                "{'current_password': '" + PASSWORD + "', 'new_password': 'another long password'}",
                "admin.identity.updated");
        changed(admin, "DELETE", identities + "/" + made.id(), "", "admin.identity.deleted");
    }

    private static String credentials(String login) {
        return "{'login': '" + login + "', 'password': '" + PASSWORD + "'}";
    }
}
