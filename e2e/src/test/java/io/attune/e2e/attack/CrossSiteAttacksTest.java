package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of strangers that use the session of their visitor (SEC-20, security.md §1.8, §8). */
class CrossSiteAttacksTest {
    private static final String EVIL = "https://evil.example.org";
    private static final String FRIEND = "https://ops.example.org";

    private static Platform platform;

    private final Api browser = platform.api();
    private final String cookie = session();

    @BeforeAll
    static void start() {
        platform = Platform.up(Map.of("ATTUNE__SERVER__CORS_ORIGINS", FRIEND));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void theCookieIsOutOfReachForScriptsAndForeignPages() {
        var login = browser.post(
                "/auth/login",
                Json.object("login", Platform.LOGIN, "password", Platform.PASSWORD, "session", "cookie"));
        var cookies = login.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("set-cookie"))
                .flatMap(header -> header.getValue().stream())
                .toList();

        assertThat(cookies)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(set -> assertThat(set)
                        .containsIgnoringCase("HttpOnly")
                        .containsIgnoringCase("SameSite=Lax")
                        .containsIgnoringCase("Path=/"));
        assertThat(login.body()).doesNotContain("eyJ");
    }

    @Test
    void aForeignPageCannotChangeAnything() {
        for (var origin : List.of(
                Map.of("Origin", EVIL),
                Map.of("Origin", "null"),
                Map.of("Origin", platform.url() + ".evil.example.org"),
                Map.of("Origin", "http://localhost.evil.example.org"),
                Map.of("Origin", EVIL, "Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.<String, String>of())) {
            var ref = "csrf" + UUID.randomUUID().toString().substring(0, 8);
            var answer = create(ref, origin);

            assertThat(answer.status()).as(origin.toString()).isEqualTo(403);
            assertThat(platform.admin().get("/api/v1/packs/" + ref).status()).isEqualTo(404);
        }
    }

    @Test
    void aPageOfOursAndAListedOneCan() {
        var own = platform.url().toString();
        assertThat(create(unique(), Map.of("Origin", own)).status()).isEqualTo(201);
        assertThat(create(unique(), Map.of("Origin", own, "Sec-Fetch-Site", "same-origin"))
                        .status())
                .isEqualTo(201);
        assertThat(create(unique(), Map.of("Origin", FRIEND, "Sec-Fetch-Site", "cross-site"))
                        .status())
                .isEqualTo(201);
    }

    /** The body of a form reaches no route that takes JSON, whatever its text. */
    @Test
    void aFormIsNoJson() {
        for (var type : List.of("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")) {
            var answer = browser.send(
                    "POST",
                    "/api/v1/packs",
                    BodyPublishers.ofString("{\"ref\":\"form\",\"label\":\"x\",\"version\":\"1.0.0\"}"),
                    Map.of(
                            "Content-Type",
                            type,
                            "Cookie",
                            cookie,
                            "Origin",
                            platform.url().toString()));
            assertThat(answer.status()).as(type).isEqualTo(415);
        }
    }

    @Test
    void aForeignPageCannotRenewTheSession() {
        var answer = browser.send(
                "POST", "/auth/refresh", BodyPublishers.noBody(), Map.of("Cookie", refreshCookie(), "Origin", EVIL));

        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void answersAreReadableForListedPagesOnly() {
        for (var origin : List.of(
                EVIL,
                "null",
                FRIEND + ".evil.example.org",
                "http://ops.example.org",
                FRIEND + ":8443",
                "https://OPS.example.org.evil")) {
            var answer = browser.send(
                    "GET", "/auth/me", BodyPublishers.noBody(), Map.of("Origin", origin, "Cookie", cookie));
            assertThat(answer.header("Access-Control-Allow-Origin")).as(origin).isEmpty();
            assertThat(answer.header("Access-Control-Allow-Credentials"))
                    .as(origin)
                    .isEmpty();
        }
        var friend =
                browser.send("GET", "/auth/me", BodyPublishers.noBody(), Map.of("Origin", FRIEND, "Cookie", cookie));
        assertThat(friend.status()).isEqualTo(200);
        assertThat(friend.header("Access-Control-Allow-Origin")).contains(FRIEND);
        assertThat(friend.header("Access-Control-Allow-Credentials")).contains("true");
        assertThat(friend.header("Vary").orElse("")).contains("Origin");
    }

    @Test
    void aPreflightPromisesOnlyWhatIsMeant() {
        var headers = Map.of(
                "Origin",
                EVIL,
                "Access-Control-Request-Method",
                "DELETE",
                "Access-Control-Request-Headers",
                "authorization");
        var evil = browser.send("OPTIONS", "/api/v1/packs/core", BodyPublishers.noBody(), headers);
        assertThat(evil.header("Access-Control-Allow-Methods")).isEmpty();
        assertThat(evil.header("Access-Control-Allow-Origin")).isEmpty();

        var friendly = new HashMap<>(headers);
        friendly.put("Origin", FRIEND);
        var friend = browser.send("OPTIONS", "/api/v1/packs/core", BodyPublishers.noBody(), friendly);
        assertThat(friend.status()).isEqualTo(204);
        assertThat(friend.header("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization", "Content-Type", "Accept");
        assertThat(friend.header("Access-Control-Allow-Methods").orElse("")).contains("DELETE");
    }

    private Answer create(String ref, Map<String, String> origin) {
        var headers = new HashMap<>(origin);
        headers.put("Cookie", cookie);
        headers.put("Content-Type", "application/json");
        return browser.send(
                "POST",
                "/api/v1/packs",
                BodyPublishers.ofString(Json.object("ref", ref, "label", "x", "version", "1.0.0")
                        .toString()),
                headers);
    }

    private static String unique() {
        return "own" + UUID.randomUUID().toString().substring(0, 8);
    }

    private String session() {
        return cookie("attune_access_token");
    }

    private String refreshCookie() {
        return cookie("attune_refresh_token");
    }

    private String cookie(String name) {
        return browser
                .post(
                        "/auth/login",
                        Json.object("login", Platform.LOGIN, "password", Platform.PASSWORD, "session", "cookie"))
                .expect(200)
                .headers()
                .entrySet()
                .stream()
                .filter(header -> header.getKey().equalsIgnoreCase("set-cookie"))
                .flatMap(header -> header.getValue().stream())
                .filter(set -> set.startsWith(name + "="))
                .map(set -> set.split(";", 2)[0])
                .findFirst()
                .orElseThrow();
    }
}
