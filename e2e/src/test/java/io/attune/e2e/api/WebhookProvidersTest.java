package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Fixture.Webhook;
import io.attune.e2e.harness.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Webhooks as GitHub, GitLab, Slack and Stripe call them, and what else senders send (runtime.md §4, FIX-12, FIX-13). */
class WebhookProvidersTest {
    private static final String SECRET = "the secret of both sides";

    private final Fixture fixture = Fixture.shared();

    @Test
    void githubSignsTheBodyAndNamesTheDelivery() {
        var hook = signedBy("github");
        var body = "{\"ref\":\"refs/heads/main\",\"note\":\"ünïcode\"}";
        var headers = Map.of(
                "X-GitHub-Event", "push",
                "X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                "X-Hub-Signature-256", "sha256=" + sha256(body));

        long event = eventOf(send(hook, body, headers));
        assertThat(eventOf(send(hook, body, headers))).as("repeated").isEqualTo(event);
        send(hook, body.replace("main", "evil"), headers).expect(401);
        send(hook, body, Map.of("X-Webhook-Signature", "sha256=" + sha256(body)))
                .expect(401);

        assertThat(fixture.eventsOf(hook)).singleElement().satisfies(stored -> {
            assertThat(stored.path("payload").path("note").asText()).isEqualTo("ünïcode");
            assertThat(stored.path("config").path("hmac_verified").asBoolean()).isTrue();
        });
    }

    @Test
    void gitlabSendsTheSecretItself() {
        var hook = signedBy("gitlab");
        var body = "{\"object_kind\":\"push\"}";
        var headers = Map.of("X-Gitlab-Token", SECRET, "X-Gitlab-Event", "Push Hook", "Idempotency-Key", "f5e5f430");

        long event = eventOf(send(hook, body, headers));
        assertThat(eventOf(send(hook, body, headers))).as("repeated").isEqualTo(event);
        send(hook, body, Map.of("X-Gitlab-Token", SECRET + "x")).expect(401);
        send(hook, body, Map.of()).expect(401);

        assertThat(fixture.eventsOf(hook)).hasSize(1);
    }

    @Test
    void slackAsksWhetherTheAddressIsRightAndSignsTheTime() {
        var hook = signedBy("slack");
        var question = "{\"token\":\"x\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P\","
                + "\"type\":\"url_verification\"}";
        var answer = slack(hook, question, Instant.now()).expect(200);
        assertThat(answer.json().path("challenge").asText())
                .isEqualTo("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        assertThat(fixture.eventsOf(hook)).as("a question is no event").isEmpty();
        send(hook, question, Map.of()).expect(401);

        var body = "{\"type\":\"event_callback\",\"event_id\":\"Ev0PV52K21\",\"event\":{\"type\":\"reaction_added\"}}";
        long event = eventOf(slack(hook, body, Instant.now()));
        assertThat(eventOf(slack(hook, body, Instant.now().minusSeconds(60))))
                .as("sent again")
                .isEqualTo(event);
        slack(hook, body, Instant.now().minusSeconds(600)).expect(401);
        slack(hook, body, Instant.now().plusSeconds(600)).expect(401);

        assertThat(fixture.eventsOf(hook)).hasSize(1);
    }

    @Test
    void aSlashCommandOfSlackIsAForm() {
        var hook = signedBy("slack");
        var body = "command=%2Fweather&text=94070&user_name=Steve";
        long now = Instant.now().getEpochSecond();

        send(
                        hook,
                        body,
                        Map.of(
                                "Content-Type",
                                "application/x-www-form-urlencoded",
                                "X-Slack-Request-Timestamp",
                                Long.toString(now),
                                "X-Slack-Signature",
                                "v0=" + sha256("v0:" + now + ":" + body)))
                .expect(200);

        assertThat(fixture.eventsOf(hook).getFirst().path("payload"))
                .isEqualTo(Json.object("command", "/weather", "text", "94070", "user_name", "Steve"));
    }

    @Test
    void stripeSignsTimeAndBodyAndAReplayCannotRenameTheEvent() {
        var hook = signedBy("stripe");
        var body = "{\"id\":\"evt_1MqqbKLt4dXK03v5qaIbiNCC\",\"object\":\"event\"}";
        long now = Instant.now().getEpochSecond();
        var signature = "t=" + now + ",v1=" + "00".repeat(32) + ",v1=" + sha256(now + "." + body);

        long event = eventOf(send(hook, body, Map.of("Stripe-Signature", signature)));
        assertThat(eventOf(send(hook, body, Map.of("Stripe-Signature", signature, "Idempotency-Key", "another"))))
                .isEqualTo(event);
        long old = now - 400;
        send(hook, body, Map.of("Stripe-Signature", "t=" + old + ",v1=" + sha256(old + "." + body)))
                .expect(401);

        assertThat(fixture.eventsOf(hook)).hasSize(1);
    }

    @Test
    void rawBodiesAreTextOrBase64AndOthersMustBeJson() {
        var hook = fixture.webhook("hook");
        send(hook, "disk full on db1", Map.of("Content-Type", "text/plain")).expect(400);
        configure(hook, Json.object("body", "raw"));

        send(hook, "disk full on db1", Map.of("Content-Type", "text/plain")).expect(200);
        hook.anonymous()
                .send(
                        "POST",
                        hook.path(),
                        BodyPublishers.ofByteArray(new byte[] {(byte) 0xff, 0, 1}),
                        Map.of("Content-Type", "application/octet-stream"))
                .expect(200);

        assertThat(fixture.eventsOf(hook))
                .extracting(event -> event.path("payload"))
                .containsExactlyInAnyOrder(
                        Json.object("content_type", "text/plain", "text", "disk full on db1"),
                        Json.object("content_type", "application/octet-stream", "base64", "/wAB"));
    }

    @Test
    void settingsThatCannotWorkAreRefusedWhenTheyAreSaved() {
        var hook = fixture.webhook("hook");
        for (var config : new JsonNode[] {
            Json.object("ip_whitelist", Json.object("enabled", true, "ips", Json.array("10.0.0.0/33"))),
            Json.object("ip_whitelist", Json.object("enabled", true, "ips", Json.array("example.org"))),
            Json.object("hmac", Json.object("provider", "gitbub")),
            Json.object("hmac", Json.object("algorithm", "md5")),
            Json.object("hmac", Json.object("provider", "github", "require_timestamp", true)),
            Json.object("body", "xml")
        }) {
            fixture.api()
                    .put("/api/v1/triggers/" + hook.ref(), Json.object("webhook_config", config))
                    .expect(422);
        }
        configure(hook, Json.object("hmac", Json.object("enabled", true, "provider", "github")));
        send(hook, "{}", Map.of("X-Hub-Signature-256", "sha256=" + sha256("{}")))
                .expect(401);
        assertThat(fixture.eventsOf(hook))
                .as("without a secret nobody is let in")
                .isEmpty();
    }

    @Test
    void payloadsMustFitTheSchemaOfATriggerThatAsksForIt() {
        var hook = fixture.webhook("hook");
        var path = "/api/v1/triggers/" + hook.ref();
        var schema = Json.object("level", Json.object("type", "integer", "required", true));
        fixture.api()
                .put(path, Json.object("out_schema", Json.object("op", "set", "value", schema)))
                .expect(200);
        hook.fire(Json.object("level", "high"));
        fixture.api().put(path, Json.object("validate_payload", true)).expect(200);

        var refused = hook.deliver(Json.object("payload", Json.object("level", "high")))
                .expect(422);
        assertThat(refused.json().path("error").asText()).contains("payload.level");
        hook.deliver(Json.object("payload", Json.array(1))).expect(422);
        fixture.api()
                .post(path + "/emit", Json.object("payload", Json.object()))
                .expect(422);
        hook.fire(Json.object("level", 3));

        assertThat(fixture.eventsOf(hook)).hasSize(2);
    }

    private Webhook signedBy(String provider) {
        var hook = fixture.webhook("hook");
        configure(hook, Json.object("hmac", Json.object("enabled", true, "provider", provider, "secret", SECRET)));
        return hook;
    }

    private void configure(Webhook hook, JsonNode config) {
        fixture.api()
                .put("/api/v1/triggers/" + hook.ref(), Json.object("webhook_config", config))
                .expect(200);
    }

    private static long eventOf(Answer answer) {
        return answer.expect(200).data().path("event_id").asLong();
    }

    private static Answer slack(Webhook hook, String body, Instant at) {
        long seconds = at.getEpochSecond();
        return send(
                hook,
                body,
                Map.of(
                        "X-Slack-Request-Timestamp",
                        Long.toString(seconds),
                        "X-Slack-Signature",
                        "v0=" + sha256("v0:" + seconds + ":" + body)));
    }

    private static Answer send(Webhook hook, String body, Map<String, String> headers) {
        var all = new HashMap<>(Map.of("Content-Type", "application/json"));
        all.putAll(headers);
        return hook.anonymous().send("POST", hook.path(), BodyPublishers.ofString(body), all);
    }

    private static String sha256(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
