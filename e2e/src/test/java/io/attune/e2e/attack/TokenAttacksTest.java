package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Forged, stale and misused tokens (T1.7 e, security.md §1.2). Where an attack needs a valid signature, the test reads the secret. */
class TokenAttacksTest {
    private static final String HMAC = "HmacSHA256";

    private final Platform platform = Platform.shared();
    private final Tenant attacker = Tenant.attacker();
    private final Jwt own = Jwt.of(attacker.api().token());

    @Test
    void aTokenMadeWithAnotherSecretIsRefused() {
        refused(own.signedWith("an attacker's own secret, long enough".getBytes(StandardCharsets.UTF_8), HMAC));
    }

    @Test
    void aTokenWithoutSignatureIsRefusedHoweverItSpellsTheAlgorithm() {
        for (var none : List.of("none", "None", "NONE", "nOnE", "")) {
            refused(own.header("alg", none).withSignature(""));
            refused(own.header("alg", none).unsigned());
        }
        refused(own.withSignature(""));
    }

    @Test
    void theSubjectCannotBeChanged() {
        refused(own.claim("sub", "1").unsigned());
        refused(own.claim("sub", "2").claim("login", Platform.LOGIN).unsigned());
        refused(own.claim("operator", true).unsigned());
    }

    @Test
    void anotherAlgorithmIsRefusedEvenWithTheRightSecret() {
        refused(own.header("alg", "HS512").signedWith(secret(), "HmacSHA512"));
        refused(own.header("alg", "HS384").signedWith(secret(), "HmacSHA384"));
        refused(own.header("alg", "RS256").signedWith(secret(), HMAC));
    }

    @Test
    void theHeaderCannotBringItsOwnKey() {
        var jwk = Json.object("kty", "oct", "k", Base64.getUrlEncoder().encodeToString(new byte[32]));
        var forged = own.header("jwk", jwk).header("jku", "https://evil.example.org/keys");
        refused(forged.signedWith(new byte[32], HMAC));
        refused(own.header("crit", Json.array("exp")).signedWith(secret(), HMAC));
    }

    @Test
    void anUnknownOrMissingKeyIdIsRefused() {
        for (var kid : List.of("", "0", "../../../../dev/null", "' or '1'='1", "/proc/self/environ")) {
            refused(own.header("kid", kid).signedWith(secret(), HMAC));
            refused(own.header("kid", kid).signedWith(new byte[] {0}, HMAC));
        }
        refused(own.withoutHeader("kid").signedWith(secret(), HMAC));
    }

    @Test
    void anExpiredTokenIsRefusedByName() {
        var past = Instant.now().minus(Duration.ofMinutes(1)).getEpochSecond();
        var answer = as(own.claim("exp", past).signedWith(secret(), HMAC)).get("/auth/me");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("error").path("message").asText()).isEqualTo("Authentication token expired");
    }

    @Test
    void aTokenOfAnotherIssuerOrAudienceIsRefused() {
        refused(own.claim("iss", "another").signedWith(secret(), HMAC));
        refused(own.claim("aud", "another").signedWith(secret(), HMAC));
        refused(own.withoutClaim("aud").signedWith(secret(), HMAC));
        refused(own.withoutClaim("exp").signedWith(secret(), HMAC));
        refused(own.claim("token_type", "admin").signedWith(secret(), HMAC));
        refused(own.claim("sub", "999999999").signedWith(secret(), HMAC));
        refused(own.claim("sub", "x").signedWith(secret(), HMAC));
    }

    @Test
    void everyCutOrBentTokenIsRefused() {
        var token = attacker.api().token();
        for (int length : new int[] {0, 1, 10, token.length() / 2, token.lastIndexOf('.'), token.length() - 1}) {
            refused(token.substring(0, length));
        }
        refused(token + "A");
        refused(token + ".x");
        refused("." + token);
        refused(token.replace('.', ' '));
        refused("a".repeat(8_000));
        refused("..");
        // The control: nothing of all that would mean anything if the token itself were bad.
        assertThat(attacker.api().get("/auth/me").status()).isEqualTo(200);
    }

    @Test
    void severalCredentialsAtOnceAreNotMixed() {
        var good = attacker.api().token();
        var answer = RawHttp.exchange(
                platform.url(),
                "GET /auth/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer nonsense\r\nAuthorization: Bearer "
                        + good + "\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(401);
        // A stale header is not healed by a good cookie (SEC-20).
        var both = RawHttp.exchange(
                platform.url(),
                "GET /auth/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer nonsense\r\nCookie: attune_access_token="
                        + good + "\r\nConnection: close\r\n\r\n");
        assertThat(both.status()).isEqualTo(401);
    }

    @Test
    void aTokenInTheAddressIsNoCredential() {
        var token = attacker.api().token();
        for (var name : List.of("token", "access_token", "bearer", "jwt", "authorization")) {
            assertThat(platform.api().get("/auth/me?" + name + "=" + token).status())
                    .as(name)
                    .isEqualTo(401);
        }
    }

    /** Every route that needs a token refuses those that were made for something else (SEC-1). */
    @TestFactory
    Stream<DynamicTest> tokensOfOtherKindsOpenNoRoute() {
        var refresh = platform.api()
                .post("/auth/login", Json.object("login", attacker.login(), "password", Tenant.PASSWORD))
                .expect(200)
                .data()
                .path("refresh_token")
                .asText();
        var operator = Jwt.of(platform.admin().token())
                .withoutClaim("sid")
                .claim("jti", UUID.randomUUID().toString());
        var sensor = operator.claim("token_type", "sensor")
                .claim("metadata", Json.object("trigger_types", Json.array("core.none")))
                .signedWith(secret(), HMAC);
        var worker = operator.claim("token_type", "worker")
                .claim("metadata", Json.object("worker_id", 1))
                .signedWith(secret(), HMAC);
        var run = operator.claim("token_type", "execution")
                .claim(
                        "metadata",
                        Json.object("execution_id", endedExecution(), "permission_set_refs", Json.array("core.admin")))
                .signedWith(secret(), HMAC);
        return ProtectedRoutes.of(platform.api()).stream()
                .map(route -> dynamicTest(route.toString(), () -> {
                    assertThat(route.call(as(refresh))).as("refresh token").isEqualTo(401);
                    if (route.isForWorkers()) {
                        assertThat(route.call(as(worker))).as("worker token").isBetween(400, 422);
                    } else {
                        assertThat(route.call(as(worker))).as("worker token").isEqualTo(401);
                    }
                    assertThat(route.call(as(run)))
                            .as("token of a run that is over")
                            .isEqualTo(401);
                    if (route.isForSensors()) {
                        assertThat(route.call(as(sensor))).as("sensor token").isBetween(400, 422);
                    } else {
                        assertThat(route.call(as(sensor))).as("sensor token").isEqualTo(401);
                    }
                }));
    }

    @Test
    void theWorkersGatewayIsNotOpenToPeople() {
        for (var call :
                List.of("register", "lease", "started", "complete", "heartbeat", "cancellations", "deregister")) {
            var path = "/api/v1/internal/gateway/" + call;
            assertThat(platform.admin().post(path, Json.object()).status())
                    .as(call)
                    .isIn(401, 403);
            assertThat(attacker.api().post(path, Json.object()).status())
                    .as(call)
                    .isIn(401, 403);
            assertThat(platform.api().post(path, Json.object()).status())
                    .as(call)
                    .isEqualTo(401);
        }
    }

    private long endedExecution() {
        var fixture = Fixture.shared();
        long id = fixture.run("core.noop", Json.object()).path("id").asLong();
        fixture.ended(id, Duration.ofSeconds(20));
        return id;
    }

    private Api as(String token) {
        return platform.api().as(token);
    }

    private void refused(String token) {
        for (var path : List.of("/auth/me", "/api/v1/packs", "/api/v1/executions")) {
            var answer = as(token).get(path);
            assertThat(answer.status()).as("%s with %s", path, token).isEqualTo(401);
            assertThat(answer.json().path("error").path("code").asInt()).isEqualTo(401);
        }
    }

    private byte[] secret() {
        try {
            return Files.readString(platform.data().resolve("secrets/jwt_secret"))
                    .strip()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
