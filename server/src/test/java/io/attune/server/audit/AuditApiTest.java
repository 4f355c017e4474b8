package io.attune.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.worker.WorkerSessionStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit log over HTTP: what is recorded, who sees it, how it is searched and verified (api-ops.md §4, security.md §5). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class AuditApiTest {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PASSWORD = "some long password";
    private static final String LOG = "/api/v1/audit-events";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @TestHTTPResource("/")
    URI base;

    private String admin = "";

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        admin = login(TestPlatform.LOGIN, TestPlatform.PASSWORD);
    }

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
    void everyFilterNarrowsTheList() {
        var pack = newPack();
        var made = items(LOG + "?event_type=pack.created&resource_ref=" + pack);
        assertThat(made).hasSize(1);
        var record = made.getFirst();
        var created = Instant.parse(record.path("created").asText());
        long id = record.path("resource_id").asLong();
        long identity = record.path("actor_identity").asLong();

        var filters = new String[][] {
            {"category", "pack", "rbac"},
            {"outcome", "success", "denied"},
            {"actor_identity", Long.toString(identity), "999999"},
            {"actor_login", "ADMIN@att", "nobody"},
            {"resource_type", "pack", "rule"},
            {"resource_id", Long.toString(id), "999999"},
            {"request_id", record.path("request_id").asText(), UUID.randomUUID().toString()},
            {"created_after", created.toString(), created.plusNanos(1_000).toString()},
            {"created_before", created.plusNanos(1_000).toString(), created.toString()}
        };
        var found = LOG + "?event_type=pack.created&resource_ref=" + pack;
        for (var filter : filters) {
            assertThat(items(found + "&" + filter[0] + "=" + encoded(filter[1])))
                    .as(filter[0])
                    .hasSize(1);
            assertThat(items(found + "&" + filter[0] + "=" + encoded(filter[2])))
                    .as(filter[0])
                    .isEmpty();
        }
        assertThat(items(LOG + "?event_type=pack.created&resource_ref=" + pack + "x"))
                .isEmpty();
        var request = send(admin, "GET", "/api/v1/packs/" + pack, "");
        generic(request);
        var ofRequest = LOG + "?category=api&request_id=" + requestId(request);
        for (var filter : new String[][] {
            {"http_status", "200", "404"}, {"http_method", "GET", "PUT"}, {"http_path", "packs/" + pack, "rules/"}
        }) {
            assertThat(items(ofRequest + "&" + filter[0] + "=" + encoded(filter[1])))
                    .as(filter[0])
                    .hasSize(1);
            assertThat(items(ofRequest + "&" + filter[0] + "=" + encoded(filter[2])))
                    .as(filter[0])
                    .isEmpty();
        }
    }

    @Test
    void pagesAreNewestFirstAndCountOnRequest() {
        for (int i = 0; i < 3; i++) {
            newPack();
        }
        var list = LOG + "?event_type=pack.created";

        var page = json(send(admin, "GET", list + "&per_page=2", ""));
        assertThat(page.path("items")).hasSize(2);
        assertThat(page.path("items").get(0).path("id").asLong())
                .isGreaterThan(page.path("items").get(1).path("id").asLong());
        assertThat(page.path("pagination").path("page_size").asInt()).isEqualTo(2);
        assertThat(page.path("pagination").path("has_next").asBoolean()).isTrue();
        assertThat(page.path("pagination").has("total_items")).isFalse();
        assertThat(page.path("items").get(0).path("http_method").isNull()).isTrue();
        assertThat(page.path("items").get(0).has("details")).isFalse();

        var next = json(send(admin, "GET", list + "&per_page=2&page=2", ""));
        assertThat(next.path("items").get(0).path("id").asLong())
                .isLessThan(page.path("items").get(1).path("id").asLong());
        var counted = json(send(admin, "GET", list + "&per_page=2&include_total=true", ""));
        assertThat(counted.path("pagination").path("total_items").asLong()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aRecordIsShownWholeAndReadingItIsRecorded() {
        var pack = newPack();
        long id = items(LOG + "?event_type=pack.created&resource_ref=" + pack)
                .getFirst()
                .path("id")
                .asLong();

        var answer = send(admin, "GET", LOG + "/" + id, "");
        var record = json(answer).path("data");

        assertThat(record.path("resource_ref").asText()).isEqualTo(pack);
        for (var field : List.of("details", "correlation_chain", "http_method", "duration_ms", "actor_user_agent")) {
            assertThat(record.has(field)).as(field).isTrue();
        }
        var reading = byRequest(requestId(answer)).getFirst();
        assertThat(reading.path("event_type").asText()).isEqualTo("audit_log.read");
        assertThat(reading.path("category").asText()).isEqualTo("admin");
        assertThat(reading.path("details").path("operation").asText()).isEqualTo("get");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(send(admin, "GET", LOG + "/999999999", "").statusCode()).isEqualTo(404);
        assertThat(byRequest(UUID.randomUUID().toString())).isEmpty();
        for (var path : List.of(
                "/by-request/123",
                "/by-request/1-1-1-1-1",
                "?category=nonsense",
                "?outcome=maybe",
                "?request_id=x",
                "?created_after=yesterday",
                "?actor_identity=x",
                "?page=-1",
                "/verify?tenant_ref=x&without_tenant=true")) {
            assertThat(send(admin, "GET", LOG + path, "").statusCode()).as(path).isEqualTo(400);
        }
        assertThat(send(admin, "GET", LOG + "/verify?tenant_ref=nobody", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anotherTenantSeesItsOwnRecordsOnly() {
        var ghost = send("", "POST", "/auth/login", "{'login': 'ghost', 'password': 'wrong password'}");
        var pack = newPack();
        var foreign = newIdentity("auditor", "team");
        send(
                admin,
                "POST",
                "/api/v1/permissions/assignments",
                "{'identity_id': " + foreign.id() + ", 'permission_set_ref': 'core.admin'}");
        var ours = items(LOG + "?resource_ref=" + pack).getFirst();

        var auditor = login(foreign.login(), PASSWORD);
        var seen = json(send(auditor, "GET", LOG + "?per_page=500", "")).path("items");

        assertThat(seen).isNotEmpty();
        assertThat(seen)
                .allSatisfy(record ->
                        assertThat(record.path("actor_login").asText()).isEqualTo(foreign.login()));
        assertThat(send(auditor, "GET", LOG + "/" + ours.path("id").asLong(), "")
                        .statusCode())
                .isEqualTo(404);
        for (var id : List.of(ours.path("request_id").asText(), requestId(ghost))) {
            assertThat(json(send(auditor, "GET", LOG + "/by-request/" + id, "")).path("data"))
                    .isEmpty();
        }
        assertThat(send(auditor, "GET", LOG + "/verify?without_tenant=true", "").statusCode())
                .isEqualTo(403);
        assertThat(json(send(auditor, "GET", LOG + "/verify", ""))
                        .path("data")
                        .path("valid")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theChainVerifiesOnceItIsSealed() {
        newPack();
        for (var query : List.of("", "?without_tenant=true")) {
            var sealed = new JsonNode[1];
            await("the log is sealed", () -> {
                sealed[0] =
                        json(send(admin, "GET", LOG + "/verify" + query, "")).path("data");
                return sealed[0].path("checked").asLong() > 0;
            });
            assertThat(sealed[0].path("valid").asBoolean())
                    .as(sealed[0].toString())
                    .isTrue();
            assertThat(sealed[0].path("first_broken").isNull()).isTrue();
            assertThat(sealed[0].path("head").path("seq").asLong())
                    .isEqualTo(sealed[0].path("checked").asLong());
            assertThat(sealed[0].path("head").path("hash").asText()).matches("[0-9a-f]{64}");
        }
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
        changed(
                admin,
                "POST",
                identities,
                "{'login': 'walked" + NUMBER.incrementAndGet() + "x'}",
                "admin.identity.created");
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

    private record Made(long id, String login, String token) {}

    /** In the operator's tenant, or, when one is named, in another one of its own. */
    private Made newIdentity(String name, String tenant) {
        var login = name + NUMBER.incrementAndGet();
        var own = json(send(admin, "GET", "/auth/me", ""))
                .path("data")
                .path("tenant_ref")
                .asText();
        var body = "{'login': '" + login + "', 'password': '" + PASSWORD + "'"
                + (tenant.isEmpty() ? ", 'tenant_ref': '" + own + "'" : "") + "}";
        var made = send(admin, "POST", "/api/v1/identities", body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return new Made(json(made).path("data").path("id").asLong(), login, login(login, PASSWORD));
    }

    private String newPack() {
        var ref = "aud" + NUMBER.incrementAndGet();
        var made = send(admin, "POST", "/api/v1/packs", "{'ref': '" + ref + "', 'label': 'Pack', 'version': '1.0.0'}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return ref;
    }

    private String login(String login, String password) {
        return json(send("", "POST", "/auth/login", "{'login': '" + login + "', 'password': '" + password + "'}"))
                .path("data")
                .path("access_token")
                .asText();
    }

    private List<JsonNode> items(String path) {
        var answer = send(admin, "GET", path, "");
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return list(json(answer).path("items"));
    }

    private List<JsonNode> byRequest(String id) {
        var answer = send(admin, "GET", LOG + "/by-request/" + id, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return list(json(answer).path("data"));
    }

    /** The generic record of a request, which is written a moment after its answer. */
    private JsonNode generic(HttpResponse<String> answer) {
        var found = new ArrayList<JsonNode>();
        await("the record of request " + requestId(answer), () -> {
            byRequest(requestId(answer)).stream()
                    .filter(record -> record.path("category").asText().equals("api"))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        var end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }

    private static String requestId(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Request-Id").orElseThrow();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(String token, String method, String path, String body) {
        return TestPlatform.send(base, method, path, token, body.replace('\'', '"'));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.statusCode() + " " + answer.body(), e);
        }
    }
}
