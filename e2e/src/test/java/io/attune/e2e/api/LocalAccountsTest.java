package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A2 Local accounts. */
class LocalAccountsTest {
    private final Api api = Platform.shared().api().fromElsewhere();
    private final String login = "user-" + UUID.randomUUID() + "@example.com";

    @Test
    void registrationLogsIn() {
        var data = register("long-enough-secret").expect(200).data();

        assertTokens(data);
        assertThat(data.path("user").path("id").isIntegralNumber()).isTrue();
        assertThat(data.path("user").path("login").asText()).isEqualTo(login);
        assertThat(data.path("user").path("display_name").asText()).isEqualTo("Somebody");
        register("long-enough-secret").expect(409);
    }

    @Test
    void weakPasswordIsRefusedWithItsField() {
        var answer = register("weak").expect(422);

        assertThat(answer.json().path("error").asText()).contains("password");
        api.post("/auth/login", credentials("weak")).expect(401);
    }

    @Test
    void wrongPasswordAndUnknownLoginLookTheSame() {
        register("long-enough-secret").expect(200);

        assertTokens(api.post("/auth/login", credentials("long-enough-secret"))
                .expect(200)
                .data());
        var wrong = api.post("/auth/login", credentials("another-secret")).expect(401);
        var unknown = api.post("/auth/login", Json.object("login", "nobody-" + login, "password", "another-secret"))
                .expect(401);
        assertThat(wrong.json()).isEqualTo(unknown.json());
    }

    @Test
    void anUnknownLoginTakesAsLongAsAWrongPassword() {
        var wrong = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();

        // Not hashing at all would take a small part of the time. What else the machine does makes attempts slower, and
        // none quicker: the more there are, the nearer the quickest of each come to what it takes.
        Poll.until(
                Duration.ofSeconds(60),
                "nanoseconds of wrong and unknown are alike",
                () -> {
                    wrong.add(nanosOfLogin(registered()));
                    unknown.add(nanosOfLogin("nobody-" + UUID.randomUUID()));
                    return List.of(Collections.min(wrong), Collections.min(unknown));
                },
                quickest -> wrong.size() >= 4
                        && quickest.getFirst() > quickest.getLast() / 3
                        && quickest.getLast() > quickest.getFirst() / 3);
    }

    /** A login that nobody has tried yet: one that is guessed often would have to wait. */
    private String registered() {
        var fresh = "user-" + UUID.randomUUID() + "@example.com";
        api.post("/auth/register", Json.object("login", fresh, "password", "long-enough-secret"))
                .expect(200);
        return fresh;
    }

    /** From elsewhere each time, for the same reason. */
    private long nanosOfLogin(String who) {
        long start = System.nanoTime();
        api.fromElsewhere()
                .post("/auth/login", Json.object("login", who, "password", "another-secret"))
                .expect(401);
        return System.nanoTime() - start;
    }

    @Test
    void guessingSlowsDownAndSaysForHowLong() {
        register("long-enough-secret").expect(200);
        for (int i = 0; i < 5; i++) {
            api.fromElsewhere().post("/auth/login", credentials("guess " + i)).expect(401);
        }

        var refused = api.fromElsewhere()
                .post("/auth/login", credentials("long-enough-secret"))
                .expect(429);

        assertThat(refused.json().path("code").asText()).isEqualTo("TOO_MANY_REQUESTS");
        assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow()))
                .isBetween(1, 60);
    }

    @Test
    void browsersGetCookiesThatScriptsCannotRead() {
        register("long-enough-secret").expect(200);

        var answer = api.post("/auth/login", credentials("long-enough-secret").put("session", "cookie"))
                .expect(200);

        assertThat(answer.data().has("access_token")).isFalse();
        assertThat(answer.data().has("refresh_token")).isFalse();
        assertThat(answer.data().path("user").path("login").asText()).isEqualTo(login);
        var cookies = answer.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Set-Cookie"))
                .flatMap(header -> header.getValue().stream())
                .toList();
        assertThat(cookies)
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie)
                        .containsIgnoringCase("HttpOnly")
                        .containsIgnoringCase("SameSite=Lax")
                        .containsIgnoringCase("Path=/"));
        var session = Map.of("Cookie", cookies.getFirst().split(";", 2)[0]);
        assertThat(get("/auth/me", session).expect(200).data().path("login").asText())
                .isEqualTo(login);
        // A header wins over a stale cookie; alone that is refused (SEC-20).
        var stale = Map.of("Cookie", "attune_access_token=stale");
        get("/auth/me", stale).expect(401);
        api.login(login, "long-enough-secret")
                .send("GET", "/auth/me", BodyPublishers.noBody(), stale)
                .expect(200);
        var logout = get("/auth/logout", session);
        assertThat(logout.status()).isEqualTo(307);
        assertThat(logout.header("Location").orElseThrow()).endsWith("/login");
        get("/auth/me", session).expect(401);
    }

    @Test
    void foreignPagesCannotUseTheCookieOfTheirVisitor() {
        register("long-enough-secret").expect(200);
        var cookie = api.post("/auth/login", credentials("long-enough-secret").put("session", "cookie"))
                .expect(200)
                .header("Set-Cookie")
                .orElseThrow()
                .split(";", 2)[0];

        for (var foreign : List.of(
                Map.<String, String>of(),
                Map.of("Origin", "https://evil.example.org"),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"))) {
            rename(cookie, foreign).expect(403);
        }
        rename(cookie, Map.of("Sec-Fetch-Site", "same-origin")).expect(200);
    }

    private Api.Answer rename(String cookie, Map<String, String> page) {
        var headers = new HashMap<>(page);
        headers.put("Cookie", cookie);
        headers.put("Content-Type", "application/json");
        return api.send("PUT", "/auth/me", BodyPublishers.ofString("{\"display_name\": \"Renamed\"}"), headers);
    }

    private Api.Answer get(String path, Map<String, String> headers) {
        return api.send("GET", path, BodyPublishers.noBody(), headers);
    }

    @Test
    void singleSignOnIsNotConfigured() {
        api.get("/auth/oidc/login").expect(501);
        assertThat(api.get("/auth/callback?code=x&state=y")
                        .expect(501)
                        .json()
                        .path("code")
                        .asText())
                .isEqualTo("NOT_IMPLEMENTED");
    }

    @Test
    void meNeedsAToken() {
        var token = register("long-enough-secret")
                .expect(200)
                .data()
                .path("access_token")
                .asText();

        var me = api.as(token).get("/auth/me").expect(200).data();

        assertThat(me.path("id").isIntegralNumber()).isTrue();
        assertThat(me.path("login").asText()).isEqualTo(login);
        api.get("/auth/me").expect(401);
        api.as("invalid-token").get("/auth/me").expect(401);
    }

    @Test
    void refreshTokensAreGoodForOneUse() {
        var first = register("long-enough-secret")
                .expect(200)
                .data()
                .path("refresh_token")
                .asText();

        var second = refresh(first).expect(200).data();
        assertTokens(second);
        api.as(second.path("access_token").asText()).get("/auth/me").expect(200);

        // Whoever uses a token twice may be a thief: nothing of the family is good any more.
        refresh(first).expect(401);
        refresh(second.path("refresh_token").asText()).expect(401);
        refresh("invalid").expect(401);
    }

    @Test
    void aNewPasswordEndsOldSessions() {
        var data = register("long-enough-secret").expect(200).data();
        var session = api.as(data.path("access_token").asText());

        session.post(
                        "/auth/change-password",
                        Json.object("current_password", "wrong-secret", "new_password", "another-long-secret"))
                .expect(401);
        session.post(
                        "/auth/change-password",
                        Json.object("current_password", "long-enough-secret", "new_password", "another-long-secret"))
                .expect(200);

        api.post("/auth/login", credentials("long-enough-secret")).expect(401);
        api.post("/auth/login", credentials("another-long-secret")).expect(200);
        refresh(data.path("refresh_token").asText()).expect(401);
    }

    @Test
    void settingsTellWhatIsOn() {
        var settings = api.get("/auth/settings").expect(200).data();

        assertThat(settings.path("authentication_enabled").isBoolean()).isTrue();
        assertThat(settings.path("local_password_enabled").isBoolean()).isTrue();
        assertThat(settings.path("oidc_enabled").asBoolean(true)).isFalse();
        assertThat(settings.path("self_registration_enabled").asBoolean()).isTrue();
        assertThat(settings.path("ldap_enabled").asBoolean(true)).isFalse();
        assertThat(settings.path("ldap_visible_by_default").asBoolean(true)).isFalse();
        for (var field : new String[] {"ldap_provider_name", "ldap_provider_label", "ldap_provider_icon_url"}) {
            assertThat(settings.has(field)).as(field).isTrue();
            assertThat(settings.path(field).isNull()).as(field).isTrue();
        }
    }

    @Test
    void ldapIsOff() {
        api.post("/auth/ldap/login", Json.object("login", "someone", "password", "something"))
                .expect(501);
        api.post("/auth/ldap/login", Json.object("login", "", "password", "something"))
                .expect(422);
        api.post("/auth/ldap/login", Json.object("login", "someone", "password", ""))
                .expect(422);
        api.post("/auth/ldap/login", Json.object()).expect(422);
    }

    @Test
    void registrationCanBeSwitchedOff() {
        try (var closed = Platform.up(Map.of("ATTUNE__SECURITY__SELF_REGISTRATION", "false"))) {
            closed.api()
                    .post(
                            "/auth/register",
                            Json.object("login", login, "password", "long-enough-secret", "display_name", "X"))
                    .expect(403);
            assertThat(closed.api()
                            .get("/auth/settings")
                            .data()
                            .path("self_registration_enabled")
                            .asBoolean(true))
                    .isFalse();
        }
    }

    private Api.Answer register(String password) {
        return api.fromElsewhere().post("/auth/register", credentials(password).put("display_name", "Somebody"));
    }

    private Api.Answer refresh(String token) {
        return api.post("/auth/refresh", Json.object("refresh_token", token));
    }

    private ObjectNode credentials(String password) {
        return Json.object("login", login, "password", password);
    }

    private static void assertTokens(JsonNode data) {
        assertThat(data.path("access_token").asText()).isNotBlank();
        assertThat(data.path("refresh_token").asText()).isNotBlank();
        assertThat(data.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(data.path("expires_in").asLong()).isPositive();
    }
}
