package io.attune.server.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The API of the server under test as one caller sees it. Bodies may be written with single quotes. Every client comes from an address
 * of its own, so that the failed logins of one test do not count for another.
 */
public final class ApiClient {
    public static final String PASSWORD = "a password of this test";

    private static final ObjectMapper JSON = new JsonMapper();
    private static final AtomicInteger ADDRESS = new AtomicInteger();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final URI base;
    private final String token;
    private final String address;

    private ApiClient(URI base, String token, String address) {
        this.base = base;
        this.token = token;
        this.address = address;
    }

    public static ApiClient anonymous(URI base) {
        return new ApiClient(base, "", "198.51.100." + ADDRESS.incrementAndGet());
    }

    public static ApiClient operator(URI base) {
        return anonymous(base).login(TestPlatform.LOGIN, TestPlatform.PASSWORD);
    }

    public ApiClient as(String otherToken) {
        return new ApiClient(base, otherToken, address);
    }

    public ApiClient login(String login, String password) {
        return as(post("/auth/login", "{'login': '" + login + "', 'password': '" + password + "'}")
                .expect(200)
                .text("access_token"));
    }

    public String token() {
        return token;
    }

    /** What came back. */
    public record Answer(int status, JsonNode json, String requestId) {
        public JsonNode data() {
            return json.path("data");
        }

        public String text(String field) {
            return data().path(field).asText();
        }

        public long id() {
            return data().path("id").asLong();
        }

        public String error() {
            return json.path("error").asText();
        }

        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + ", got " + this);
            }
            return this;
        }
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    private Answer send(String method, String path, String body) {
        var request = HttpRequest.newBuilder(base.resolve(path)).header("X-Forwarded-For", address);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = TestPlatform.send(request.method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build());
        var requestId = answer.headers().firstValue("X-Request-Id").orElse("");
        try {
            var json = answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
            return new Answer(answer.statusCode(), json, requestId);
        } catch (JsonProcessingException e) {
            return new Answer(answer.statusCode(), MissingNode.getInstance(), requestId);
        }
    }

    /** A tenant of its own with one member that holds {@code core.admin}, made by this client's operator. */
    public Member tenant() {
        var ref = "team" + NUMBER.incrementAndGet();
        post("/api/v1/tenants", "{'ref': '" + ref + "', 'label': '" + ref + "'}")
                .expect(201);
        return member(ref, "core.admin");
    }

    /** A new identity of a tenant with a permission set; no set for an empty text. */
    public Member member(String tenantRef, String permissionSetRef) {
        var login = "user" + NUMBER.incrementAndGet() + "@example.com";
        long id = post(
                        "/api/v1/identities",
                        "{'login': '" + login + "', 'password': '" + PASSWORD + "', 'tenant_ref': '" + tenantRef + "'}")
                .expect(201)
                .id();
        if (!permissionSetRef.isEmpty()) {
            post(
                            "/api/v1/permissions/assignments",
                            "{'identity_id': " + id + ", 'permission_set_ref': '" + permissionSetRef + "'}")
                    .expect(201);
        }
        return new Member(id, login, tenantRef, anonymous(base).login(login, PASSWORD));
    }

    /** Somebody who can log in, and a client that has. */
    public record Member(long id, String login, String tenant, ApiClient api) {}
}
