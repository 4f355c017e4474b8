package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Fixture.Webhook;
import io.attune.e2e.harness.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A8 Webhook management and A9 Webhook security. */
class WebhookManagementTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void enableRegenerateDisable() {
        var hook = fixture.webhook("hook");
        var path = "/api/v1/triggers/" + hook.ref() + "/webhooks/";
        hook.fire(Json.object());

        var regenerated = fixture.api()
                .post(path + "regenerate", Json.object())
                .expect(200)
                .data();
        assertThat(regenerated.path("webhook_enabled").asBoolean()).isTrue();
        assertThat(regenerated.path("webhook_key").asText()).startsWith("wh_").isNotEqualTo(hook.key());
        hook.deliver(Json.object("payload", Json.object())).expect(404);
        var current = new Webhook(
                hook.anonymous(),
                hook.triggerId(),
                hook.ref(),
                regenerated.path("webhook_key").asText());
        current.fire(Json.object());

        fixture.api().anonymous().post(path + "enable", Json.object()).expect(401);
        var disabled =
                fixture.api().post(path + "disable", Json.object()).expect(200).data();
        assertThat(disabled.path("webhook_enabled").asBoolean(true)).isFalse();
        assertThat(disabled.has("webhook_key")).isFalse();
        current.deliver(Json.object("payload", Json.object())).expect(404);
        fixture.api().post(path + "regenerate", Json.object()).expect(400);
        fixture.api()
                .anonymous()
                .post("/api/v1/webhooks/wh_unknown", Json.object())
                .expect(404);
    }

    @Test
    void bodiesThatAreNotJsonAreRefusedAndLeaveNothing() {
        var hook = fixture.webhook("hook");

        send(hook, "{broken").expect(400);
        send(hook, "").expect(400);

        assertThat(fixture.eventsOf(hook)).isEmpty();
    }

    @Test
    void aRepeatedDeliveryIdAnswersWithTheFirstEvent() {
        var hook = fixture.webhook("hook");
        var headers = Map.of("Content-Type", "application/json", "X-GitHub-Delivery", "d-" + fixture.pack());
        var body = BodyPublishers.ofString("{\"payload\":{\"n\":1}}");

        var first = fixture.api()
                .anonymous()
                .send("POST", hook.path(), body, headers)
                .expect(200);
        var again = fixture.api()
                .anonymous()
                .send("POST", hook.path(), body, headers)
                .expect(200);

        assertThat(again.data().path("event_id")).isEqualTo(first.data().path("event_id"));
        assertThat(fixture.eventsOf(hook)).hasSize(1);
    }

    @Test
    void onlyTrueSignaturesAreAccepted() {
        var hook = configured(Json.object(
                "hmac", Json.object("enabled", true, "secret", "s3cret-of-the-test", "algorithm", "sha256")));
        var body = "{\"payload\":{\"a\":1}}";

        signed(hook, body, "X-Webhook-Signature", "sha256=" + hmac("s3cret-of-the-test", body))
                .expect(200);
        signed(hook, body, "X-Hub-Signature-256", "sha256=" + hmac("s3cret-of-the-test", body))
                .expect(200);
        signed(hook, body, "X-Webhook-Signature", "sha256=" + hmac("another", body))
                .expect(401);
        signed(hook, body, "X-Webhook-Signature", "sha256=nonsense").expect(401);
        send(hook, body).expect(401);

        assertThat(fixture.eventsOf(hook)).hasSize(2);
        var shown = fixture.api().get("/api/v1/triggers/" + hook.ref()).expect(200);
        assertThat(shown.body()).doesNotContain("s3cret-of-the-test");
    }

    @ParameterizedTest
    @CsvSource({"sha256, HmacSHA256", "sha512, HmacSHA512", "sha1, HmacSHA1"})
    void everyAlgorithmIsUnderstoodAndNoOtherTaken(String algorithm, String name) {
        var hook = configured(Json.object(
                "hmac", Json.object("enabled", true, "secret", "s3cret-of-the-test", "algorithm", algorithm)));
        var body = "{\"payload\":{\"a\":1}}";
        var right = hmac(name, "s3cret-of-the-test", body);

        signed(hook, body, "X-Webhook-Signature", algorithm + "=" + right).expect(200);
        signed(hook, body, "X-Webhook-Signature", right).expect(200);
        var other = algorithm.equals("sha1") ? "sha256" : "sha1";
        signed(hook, body, "X-Webhook-Signature", other + "=" + right).expect(401);
        signed(hook, body + " ", "X-Webhook-Signature", algorithm + "=" + right).expect(401);
        assertThat(fixture.eventsOf(hook)).hasSize(2);
    }

    @Test
    void whatMeetsAllConditionsAtOnceIsAccepted() {
        var hook = configured(Json.object(
                "hmac", Json.object("enabled", true, "secret", "s3cret-of-the-test", "algorithm", "sha256"),
                "rate_limit", Json.object("enabled", true, "requests", 5, "window_seconds", 60),
                "ip_whitelist", Json.object("enabled", true, "ips", Json.array("10.1.0.0/16")),
                "payload_size_limit_kb", 1));
        var body = "{\"payload\":{}}";

        from(hook, "10.1.2.3", body, "sha256=" + hmac("s3cret-of-the-test", body))
                .expect(200);

        assertThat(fixture.eventsOf(hook)).hasSize(1);
    }

    @Test
    void withoutALimitTenDeliveriesInARowAreAccepted() {
        var hook = fixture.webhook("hook");

        for (int i = 0; i < 10; i++) {
            hook.fire(Json.object("n", i));
        }
    }

    @Test
    void deliveriesBeyondTheRateAreRefusedWithRetryAfter() {
        var hook = configured(
                Json.object("rate_limit", Json.object("enabled", true, "requests", 3, "window_seconds", 60)));

        for (int i = 0; i < 3; i++) {
            hook.fire(Json.object("n", i));
        }
        var fourth = hook.deliver(Json.object("payload", Json.object("n", 4))).expect(429);

        assertThat(fourth.header("Retry-After")).isPresent();
        assertThat(fixture.eventsOf(hook)).hasSize(3);
    }

    @Test
    void onlyListedAddressesAreAcceptedBeforeAnythingElseIsLookedAt() {
        var hook = configured(Json.object(
                "ip_whitelist", Json.object("enabled", true, "ips", Json.array("10.1.0.0/16", "192.0.2.7")),
                "hmac", Json.object("enabled", true, "secret", "s3cret-of-the-test", "algorithm", "sha256")));
        var body = "{\"payload\":{}}";
        var signature = "sha256=" + hmac("s3cret-of-the-test", body);

        from(hook, "10.1.2.3", body, signature).expect(200);
        from(hook, "192.0.2.7", body, signature).expect(200);
        from(hook, "192.0.2.8", body, signature).expect(403);
        from(hook, "192.0.2.8", body, null).expect(403);
        for (var proxy : Map.of("192.0.2.7", 200, "192.0.2.8", 403).entrySet()) {
            var headers = Map.of(
                    "Content-Type", "application/json", "X-Real-IP", proxy.getKey(), "X-Webhook-Signature", signature);
            hook.anonymous()
                    .send("POST", hook.path(), BodyPublishers.ofString(body), headers)
                    .expect(proxy.getValue());
        }

        assertThat(fixture.eventsOf(hook)).hasSize(3);
    }

    @Test
    void bodiesBeyondTheSizeAreRefused() {
        var hook = configured(Json.object("payload_size_limit_kb", 1));

        assertThat(hook.deliver(Json.object("payload", Json.object("text", "x".repeat(2048))))
                        .status())
                .isIn(400, 413);
        hook.fire(Json.object("text", "x".repeat(100)));

        assertThat(fixture.eventsOf(hook)).hasSize(1);
    }

    private Webhook configured(JsonNode config) {
        var hook = fixture.webhook("hook");
        fixture.api()
                .put("/api/v1/triggers/" + hook.ref(), Json.object("webhook_config", config))
                .expect(200);
        return hook;
    }

    private Api.Answer send(Webhook hook, String body) {
        return hook.anonymous()
                .send("POST", hook.path(), BodyPublishers.ofString(body), Map.of("Content-Type", "application/json"));
    }

    private Api.Answer signed(Webhook hook, String body, String header, String value) {
        return hook.anonymous()
                .send(
                        "POST",
                        hook.path(),
                        BodyPublishers.ofString(body),
                        Map.of("Content-Type", "application/json", header, value));
    }

    private Api.Answer from(Webhook hook, String address, String body, String signature) {
        var headers = new java.util.HashMap<>(Map.of("Content-Type", "application/json", "X-Forwarded-For", address));
        if (signature != null) {
            headers.put("X-Webhook-Signature", signature);
        }
        return hook.anonymous().send("POST", hook.path(), BodyPublishers.ofString(body), headers);
    }

    private static String hmac(String secret, String body) {
        return hmac("HmacSHA256", secret, body);
    }

    private static String hmac(String algorithm, String secret, String body) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
