package io.attune.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;

/** A platform, its operator, and the audit log as the operator reads it. */
abstract class AuditHttpTest {
    static final String PASSWORD = "some long password";
    static final String LOG = "/api/v1/audit-events";

    private static final ObjectMapper JSON = new JsonMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Platform platform;

    @TestHTTPResource("/")
    URI base;

    String admin = "";

    /** Part of a name that nothing else has. */
    static int next() {
        return NUMBER.incrementAndGet();
    }

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        admin = login(TestPlatform.LOGIN, TestPlatform.PASSWORD);
    }

    record Made(long id, String login, String token) {}

    /** In the operator's tenant, or, when one is named, in another one of its own. */
    Made newIdentity(String name, String tenant) {
        var login = name + next();
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

    String newPack() {
        var ref = "aud" + next();
        var made = send(admin, "POST", "/api/v1/packs", "{'ref': '" + ref + "', 'label': 'Pack', 'version': '1.0.0'}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return ref;
    }

    String login(String login, String password) {
        return json(send("", "POST", "/auth/login", "{'login': '" + login + "', 'password': '" + password + "'}"))
                .path("data")
                .path("access_token")
                .asText();
    }

    List<JsonNode> items(String path) {
        var answer = send(admin, "GET", path, "");
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return list(json(answer).path("items"));
    }

    List<JsonNode> byRequest(String id) {
        var answer = send(admin, "GET", LOG + "/by-request/" + id, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return list(json(answer).path("data"));
    }

    /** The generic record of a request, which is written a moment after its answer. */
    JsonNode generic(HttpResponse<String> answer) {
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

    static void await(String what, java.util.function.BooleanSupplier condition) {
        var end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            LockSupport.parkNanos(50_000_000);
        }
    }

    static List<JsonNode> list(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }

    static String requestId(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Request-Id").orElseThrow();
    }

    HttpResponse<String> send(String token, String method, String path, String body) {
        return TestPlatform.send(base, method, path, token, body.replace('\'', '"'));
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.statusCode() + " " + answer.body(), e);
        }
    }
}
