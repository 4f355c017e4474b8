package io.attune.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole server comes up on an empty database, and its surface behaves as api.md §1 says. */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class PlatformTest {
    private static final ObjectMapper JSON = new JsonMapper();

    @Inject
    Platform platform;

    @Inject
    Settings settings;

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void start() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
    }

    @Test
    void everySignOfLifeAnswers() throws Exception {
        assertThat(json(get("/health", ""))).isEqualTo(JSON.readTree("{\"status\":\"ok\"}"));
        assertThat(json(get("/health/detailed", "")).path("database").asText()).isEqualTo("connected");
        assertThat(get("/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready", "").body()).isEmpty();
        assertThat(get("/health/live", "").statusCode()).isEqualTo(200);
    }

    @Test
    void theSecondListenerServesStreamsAndSignsOfLifeOnly() throws Exception {
        var second = URI.create("http://127.0.0.1:" + settings.get(ConfigKeys.SERVER_STREAM_PORT));

        assertThat(json(TestPlatform.send(second, "GET", "/health", "", ""))
                        .path("status")
                        .asText())
                .isEqualTo("ok");
        assertThat(TestPlatform.send(second, "GET", "/auth/settings", "", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void loginAnswersTokensAndRefusesAllWrongOnesAlike() throws Exception {
        var wrong = login(TestPlatform.LOGIN, "wrong password");
        var unknown = login("nobody@attune.local", "wrong password");

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(unknown.body());
        var session = json(login(TestPlatform.LOGIN, TestPlatform.PASSWORD)).path("data");
        assertThat(session.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(session.path("expires_in").asInt()).isEqualTo(3600);
        assertThat(session.path("user").path("login").asText()).isEqualTo(TestPlatform.LOGIN);
        var me = json(get("/auth/me", session.path("access_token").asText())).path("data");
        assertThat(me.path("operator").asBoolean()).isTrue();
        assertThat(me.path("assigned_permission_set_refs").get(0).asText()).isEqualTo("core.admin");
    }

    @Test
    void aRefreshTokenWorksOnceAndItsSecondUseEndsTheSession() throws Exception {
        var first = json(login(TestPlatform.LOGIN, TestPlatform.PASSWORD)).path("data");
        String refresh = "{\"refresh_token\":\"" + first.path("refresh_token").asText() + "\"}";

        var second = json(post("/auth/refresh", "", refresh)).path("data");
        String access = second.path("access_token").asText();
        assertThat(second.has("user")).isFalse();
        assertThat(get("/auth/me", access).statusCode()).isEqualTo(200);

        assertThat(post("/auth/refresh", "", refresh).statusCode()).isEqualTo(401);
        assertThat(get("/auth/me", access).statusCode()).isEqualTo(401);
    }

    @Test
    void logoutEndsTheSessionOfItsToken() throws Exception {
        String access = accessToken();

        assertThat(get("/auth/logout", access).statusCode()).isEqualTo(307);
        assertThat(get("/auth/me", access).statusCode()).isEqualTo(401);
    }

    @Test
    void aChangedPasswordEndsEverySessionAtOnce() throws Exception {
        var session = json(post(
                        "/auth/register",
                        "",
                        "{\"login\":\"carol\",\"password\":\"first password\",\"display_name\":\"Carol\"}"))
                .path("data");
        String access = session.path("access_token").asText();

        assertThat(post(
                                "/auth/change-password",
                                access,
                                "{\"current_password\":\"nope\",\"new_password\":\"second password\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(
                                "/auth/change-password",
                                access,
                                "{\"current_password\":\"first password\",\"new_password\":\"second password\"}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(get("/auth/me", access).statusCode()).isEqualTo(401);
        assertThat(login("carol", "first password").statusCode()).isEqualTo(401);
        assertThat(login("carol", "second password").statusCode()).isEqualTo(200);
    }

    @Test
    void aStrangerIsStoppedBeforeAnythingElseIsLookedAt() throws Exception {
        for (String token : new String[] {"", "no-token", "a.b.c"}) {
            var answer = post("/api/v1/identities", token, "not json");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(json(answer).path("error").path("code").asInt()).isEqualTo(401);
        }
        assertThat(json(get("/auth/me", "")).path("error").path("message").asText())
                .isEqualTo("Missing authentication token");
    }

    @Test
    void aMissingGrantIsNamedBeforeTheBodyIsRead() throws Exception {
        var session = json(post("/auth/register", "", "{\"login\":\"dave\",\"password\":\"some password\"}"))
                .path("data");
        String token = session.path("access_token").asText();

        var denied = post("/api/v1/identities", token, "not json");

        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(json(denied).path("error").asText()).isEqualTo("Insufficient permissions: identities:create");
        assertThat(json(denied).path("code").asText()).isEqualTo("FORBIDDEN");
        assertThat(post("/api/v1/workers/enrolment-tokens", token, "{\"label\":\"x\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void badBodiesAreToldApart() throws Exception {
        String token = accessToken();

        assertThat(post("/api/v1/identities", token, "{\"login\":").statusCode())
                .isEqualTo(400);
        var mismatch = post("/api/v1/identities", token, "{\"login\": {}}");
        assertThat(mismatch.statusCode()).isEqualTo(422);
        assertThat(json(mismatch)
                        .path("details")
                        .path("fields")
                        .get(0)
                        .path("field")
                        .asText())
                .isEqualTo("login");
        assertThat(post("/api/v1/identities", token, "{\"login\": \"ab\"}").statusCode())
                .isEqualTo(422);
        assertThat(post(
                                "/api/v1/identities",
                                token,
                                "{\"login\":\"deep\",\"attributes\":" + "[".repeat(100) + "]".repeat(100) + "}")
                        .statusCode())
                .isEqualTo(400);
        var untyped = HttpRequest.newBuilder(base.resolve("/api/v1/identities"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("{\"login\":\"someone\"}"))
                .build();
        var refused = TestPlatform.send(untyped);
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(json(refused).path("code").asText()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void pathsAndMethodsThatDoNotExistHaveEmptyAnswers() {
        String token = accessToken();

        for (String path : new String[] {"/api/v1/nothing", "/api/v1/identities/", "/nowhere"}) {
            var answer = get(path, token);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).isEmpty();
        }
        var answer = TestPlatform.send(base, "DELETE", "/api/v1/identities", token, "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void valuesOfTheWrongTypeInPathAndQueryAreBadRequests() {
        String token = accessToken();

        assertThat(get("/api/v1/identities?page=x", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/identities?page=-1", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/identities/x", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/identities/999999", token).statusCode()).isEqualTo(404);
    }

    @Test
    void routesForTestsAreAbsentUnlessSwitchedOn() throws Exception {
        String body = "{\"entity\":\"executions\",\"seconds\":1}";

        assertThat(post("/api/v1/internal/testing/age", accessToken(), body).statusCode())
                .isEqualTo(404);
    }

    @Test
    void onlyPagesOfListedOriginsMayReadAnswers() {
        var listed = preflight("https://ops.example.org");
        assertThat(listed.statusCode()).isEqualTo(204);
        assertThat(listed.headers().firstValue("Access-Control-Allow-Origin")).contains("https://ops.example.org");
        assertThat(listed.headers().firstValue("Access-Control-Allow-Headers"))
                .contains("Authorization, Content-Type, Accept");

        var foreign = preflight("https://evil.example.org");
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        var request = HttpRequest.newBuilder(base.resolve("/health")).header("Origin", "https://evil.example.org");
        var answer = TestPlatform.send(request.build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private HttpResponse<String> preflight(String origin) {
        return TestPlatform.send(HttpRequest.newBuilder(base.resolve("/api/v1/identities"))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
    }

    @Test
    void headIsAnsweredLikeGetAndEveryAnswerHasItsId() {
        var head = TestPlatform.send(base, "HEAD", "/api/v1/identities", accessToken(), "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(head.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void anIdentityLivesFromCreationToDeletion() throws Exception {
        String token = accessToken();

        var created = post("/api/v1/identities", token, "{\"login\":\"erin\",\"password\":\"some password\"}");
        assertThat(created.statusCode()).isEqualTo(201);
        long id = json(created).path("data").path("id").asLong();
        assertThat(post("/api/v1/identities", token, "{\"login\":\"erin\"}").statusCode())
                .isEqualTo(409);
        assertThat(json(post(
                                "/api/v1/permissions/assignments",
                                token,
                                "{\"identity_id\":" + id + ",\"permission_set_ref\":\"core.viewer\"}"))
                        .path("data")
                        .path("permission_set_ref")
                        .asText())
                .isEqualTo("core.viewer");
        String erin = json(login("erin", "some password"))
                .path("data")
                .path("access_token")
                .asText();
        assertThat(post("/api/v1/identities/" + id + "/freeze", token, "").statusCode())
                .isEqualTo(200);
        assertThat(get("/auth/me", erin).statusCode()).isEqualTo(403);
        assertThat(login("erin", "some password").statusCode()).isEqualTo(403);
        assertThat(login("erin", "wrong password").statusCode()).isEqualTo(401);
        assertThat(TestPlatform.send(base, "DELETE", "/api/v1/identities/" + id, token, "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/identities/" + id, token).statusCode()).isEqualTo(404);
    }

    @Test
    void theApiDocumentDeclaresEveryOperationByName() throws Exception {
        var document = json(get("/api-spec/openapi.json", ""));

        assertThat(document.path("info").path("title").asText()).isEqualTo("Attune API");
        assertThat(document.path("components")
                        .path("securitySchemes")
                        .path("bearer_auth")
                        .path("scheme")
                        .asText())
                .isEqualTo("bearer");
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("responses"))
                        .forEach(operation -> assertThat(
                                        operation.getValue().path("operationId").asText())
                                .as(operation.getKey() + " " + path.getKey())
                                .isNotEmpty()));
    }

    private HttpResponse<String> login(String login, String password) {
        return post("/auth/login", "", "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}");
    }

    private String accessToken() {
        return json(login(TestPlatform.LOGIN, TestPlatform.PASSWORD))
                .path("data")
                .path("access_token")
                .asText();
    }

    private HttpResponse<String> get(String path, String token) {
        return TestPlatform.send(base, "GET", path, token, "");
    }

    private HttpResponse<String> post(String path, String token, String body) {
        return TestPlatform.send(base, "POST", path, token, body);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.statusCode() + " " + answer.body(), e);
        }
    }
}
