package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.RawHttp;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines smuggled into headers, addresses that are only claimed, and hosts that are not ours. */
class HeaderAttacksTest {
    private final URI base = Platform.shared().url();
    private final Fixture fixture = Fixture.shared();
    /** A session of this test's own: some of what it calls ends it. */
    private final Api operator = Platform.shared().admin();

    /** Nothing that a caller sends may end a header line of ours (response splitting). */
    @Test
    void noInputSplitsAnAnswer() {
        var split = "x%0d%0aX-Injected:%20yes%0d%0aSet-Cookie:%20attune_access_token=evil%0d%0a%0d%0a<html>";
        for (var path : List.of(
                "/api/v1/packs/" + split,
                "/api/v1/actions/" + split,
                "/api/v1/executions?action_ref=" + split,
                "/auth/logout?redirect_to=" + split,
                "/api/v1/executions/1/logs/" + split + "/stream",
                "/" + split,
                "/docs/" + split)) {
            var answer = RawHttp.exchange(
                    base,
                    "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + operator.token()
                            + "\r\nConnection: close\r\n\r\n");
            assertThat(answer.header("X-Injected")).as(path).isEmpty();
            assertThat(answer.header("Set-Cookie")).as(path).noneMatch(cookie -> cookie.contains("evil"));
        }
    }

    @Test
    void requestsThatCanBeReadInTwoWaysAreRefused() {
        var hidden = "GET /auth/me HTTP/1.1\r\nHost: x\r\n\r\n";
        for (var framing : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: -1",
                "Content-Length: 99999999999999999999",
                "Content-Length: +5",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked")) {
            try (var http = RawHttp.connect(base)) {
                http.write("POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + framing
                        + "\r\n\r\n0\r\n\r\n" + hidden);
                var first = http.answer();

                assertThat(first.status()).as(framing).isBetween(400, 501);
            }
        }
    }

    @Test
    void headersOfADeliveryAreData() {
        var hook = fixture.webhook("headers");
        var answer = hook.deliver(Json.object(
                "payload", Json.object("a", 1),
                "headers", Json.object("X-Evil", "a\r\nX-Injected: yes"),
                "user_agent", "agent\r\nX-Injected: yes"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Injected")).isEmpty();
        assertThat(fixture.eventsOf(hook)
                        .getFirst()
                        .path("config")
                        .path("headers")
                        .path("X-Evil")
                        .asText())
                .isEqualTo("a\r\nX-Injected: yes");
    }

    @Test
    void strangersCannotClaimAnotherAddress() {
        try (var platform = Platform.up(Map.of("ATTUNE__SERVER__TRUSTED_PROXIES", "192.0.2.1"))) {
            var hook = listed(new Fixture(platform.admin()), "198.51.100.7");

            for (var header : List.of("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP")) {
                var answer = platform.api().post(hook.path(), Json.object("a", 1), Map.of(header, "198.51.100.7"));
                assertThat(answer.status()).as(header).isEqualTo(403);
            }
            // Failed logins count for the address they come from, whatever they say.
            int last = 0;
            for (int i = 0; i < 15; i++) {
                last = platform.api()
                        .post(
                                "/auth/login",
                                Json.object("login", "nobody" + i, "password", "x"),
                                Map.of("X-Forwarded-For", "203.0.113." + i))
                        .status();
            }
            assertThat(last).isEqualTo(429);
        }
    }

    @Test
    void aTrustedProxySpeaksForTheLastHopOnly() {
        var hook = listed(fixture, "198.51.100.7");
        var path = hook.path();
        var api = operator.anonymous();

        assertThat(api.post(path, Json.object("a", 1), Map.of("X-Forwarded-For", "198.51.100.7"))
                        .status())
                .isEqualTo(200);
        // What stands before the last hop was written by the client itself.
        assertThat(api.post(path, Json.object("a", 1), Map.of("X-Forwarded-For", "198.51.100.7, 203.0.113.9"))
                        .status())
                .isEqualTo(403);
        assertThat(api.post(path, Json.object("a", 1), Map.of("X-Forwarded-For", "198.51.100.7, nonsense"))
                        .status())
                .isEqualTo(403);
    }

    private static Fixture.Webhook listed(Fixture fixture, String address) {
        var hook = fixture.webhook("listed");
        fixture.api()
                .put(
                        "/api/v1/triggers/" + hook.ref(),
                        Json.object(
                                "webhook_config",
                                Json.object("ip_whitelist", Json.object("enabled", true, "ips", Json.array(address)))))
                .expect(200);
        return hook;
    }

    /** Links lead where the configuration says, not where the caller wants them to. */
    @Test
    void theHostOfTheCallerIsInNoLink() {
        var trigger = fixture.webhook("link").ref();
        for (var header : List.of("Host", "X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-URL")) {
            var name = header.equals("Host") ? "" : "Host: localhost\r\n";
            for (var path : List.of(
                    "/api/v1/triggers/" + trigger, "/auth/logout", "/api-spec/openapi.json", "/health", "/docs")) {
                var answer = RawHttp.exchange(
                        base,
                        "GET " + path + " HTTP/1.1\r\n" + name + header + ": evil.example.org\r\nAuthorization: Bearer "
                                + operator.token() + "\r\nConnection: close\r\n\r\n");
                assertThat(answer.body()).as(header + " " + path).doesNotContain("evil.example.org");
                assertThat(answer.headers())
                        .as(header + " " + path)
                        .noneMatch(line -> line.contains("evil.example.org"));
            }
        }
    }

    @Test
    void everyAnswerTellsBrowsersToBeCareful() {
        for (var path : List.of("/api/v1/packs", "/auth/settings", "/health", "/docs", "/api/v1/nothing", "/nothing")) {
            var answer = operator.get(path);
            assertThat(answer.header("X-Content-Type-Options")).as(path).contains("nosniff");
            assertThat(answer.header("Referrer-Policy")).as(path).contains("no-referrer");
            assertThat(answer.header("X-Request-Id")).as(path).isPresent();
            assertThat(answer.header("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("frame-ancestors 'none'");
        }
        for (var path : List.of("/api/v1/packs", "/auth/me", "/auth/settings")) {
            assertThat(operator.get(path).header("Cache-Control")).as(path).contains("no-store");
        }
    }

    @Test
    void behindTlsBrowsersAreToldToStayThere() {
        var api = operator.anonymous();
        var https = api.send(
                "GET",
                "/health",
                java.net.http.HttpRequest.BodyPublishers.noBody(),
                Map.of("X-Forwarded-Proto", "https"));

        assertThat(https.header("Strict-Transport-Security").orElse("")).contains("max-age=");
        assertThat(api.get("/health").header("Strict-Transport-Security")).isEmpty();
    }

    /** What a caller calls itself appears in the log on its own line only. */
    @Test
    void nobodyWritesLinesIntoTheLog() throws Exception {
        var forged = "nobody\r\n2026-01-01 00:00:00.000 ERROR [io.attune] forged=" + fixture.pack();
        var api = operator.anonymous();
        api.post("/auth/login", Json.object("login", forged, "password", "wrong"));
        api.get("/api/v1/packs/" + URLEncoder.encode(forged, StandardCharsets.UTF_8));
        api.send(
                "GET",
                "/health",
                java.net.http.HttpRequest.BodyPublishers.noBody(),
                Map.of("User-Agent", "x forged=" + fixture.pack()));
        operator.post("/api/v1/packs", Json.object("ref", forged, "label", forged, "version", forged));
        operator.post("/api/v1/executions/execute", Json.object("action_ref", forged));

        for (var line :
                java.nio.file.Files.readAllLines(Platform.shared().data().resolve("logs/attune.log"))) {
            assertThat(line).doesNotStartWith("2026-01-01 00:00:00.000 ERROR [io.attune] forged");
        }
    }
}
