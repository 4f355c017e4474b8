package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Fixture.Webhook;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What came to a webhook and what became of it (runtime.md §4 "Logging"), and delivering it again. */
class DeliveryLogTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String SECRET = "the-secret-nobody-reads-in-a-log";

    private final Fixture fixture = Fixture.shared();

    @Test
    void anAcceptedDeliveryIsInTheLogWhenItIsAnswered() {
        var hook = fixture.webhook("hook");
        var answer = hook.anonymous()
                .post(
                        hook.path(),
                        Json.object("payload", Json.object("n", 1)),
                        Map.of("X-Webhook-Delivery", "d-1", "User-Agent", "sender/1.0", "Authorization", SECRET))
                .expect(200);

        assertThat(log(hook, "")).singleElement().satisfies(row -> {
            assertThat(row.path("outcome").asText()).isEqualTo("accepted");
            assertThat(row.path("status_code").asInt()).isEqualTo(200);
            assertThat(row.path("event")).isEqualTo(answer.data().path("event_id"));
            assertThat(row.path("delivery_id").asText()).isEqualTo("d-1");
            assertThat(row.path("source_ip").asText()).isEqualTo("127.0.0.1");
            assertThat(row.path("user_agent").asText()).isEqualTo("sender/1.0");
            assertThat(row.path("payload_size_bytes").asLong()).isPositive();
            assertThat(row.path("webhook_key").asText()).startsWith("sha256:");
            assertThat(row.toString()).doesNotContain(hook.key()).doesNotContain(SECRET);
        });
    }

    @Test
    void everyRefusalIsLoggedWithItsReasonAndNoSecret() {
        var signed = Json.object("hmac", Json.object("enabled", true, "provider", "gitlab", "secret", SECRET));
        refusal("signature_refused", 401, signed, "{}", Map.of("X-Gitlab-Token", SECRET + "?"));
        refusal("malformed", 400, signed, "{" + SECRET, Map.of("X-Gitlab-Token", SECRET));
        refusal(
                "address_refused",
                403,
                Json.object("ip_whitelist", Json.object("enabled", true, "ips", Json.array("192.0.2.0/24"))),
                "{}",
                Map.of());
        refusal("too_large", 400, Json.object("payload_size_limit_kb", 1), "\"" + "x".repeat(3000) + "\"", Map.of());
    }

    @Test
    void deliveriesBeyondTheRateAndToADisabledTriggerAreLoggedToo() {
        var hook = fixture.webhook("hook");
        configure(hook, Json.object("rate_limit", Json.object("enabled", true, "requests", 1, "window_seconds", 600)));
        send(hook, "{}", Map.of()).expect(200);
        send(hook, "{}", Map.of()).expect(429);
        fixture.api()
                .post("/api/v1/triggers/" + hook.ref() + "/disable", Json.object())
                .expect(200);
        Poll.until(
                SOON,
                "the trigger is disabled for the receiver",
                () -> send(hook, "{}", Map.of()).status(),
                status -> status == 404);

        Poll.until(SOON, "both are logged", () -> log(hook, "?outcome=disabled"), rows -> !rows.isEmpty());
        assertThat(log(hook, "?outcome=rate_limited"))
                .isNotEmpty()
                .allSatisfy(
                        row -> assertThat(row.path("rate_limited").asBoolean()).isTrue());
        assertThat(log(hook, "?refused=false")).hasSize(1);
        fixture.api()
                .get("/api/v1/triggers/" + hook.ref() + "/webhooks/deliveries?outcome=nonsense")
                .expect(400);
    }

    /** One delivery, to a webhook of its own with these settings, and what the log says of it. */
    private void refusal(String outcome, int status, JsonNode config, String body, Map<String, String> headers) {
        var hook = fixture.webhook(outcome);
        configure(hook, config);
        send(hook, body, headers).expect(status);

        var rows = Poll.until(SOON, outcome, () -> log(hook, "?refused=true"), found -> !found.isEmpty());

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.path("outcome").asText()).isEqualTo(outcome);
            assertThat(row.path("status_code").asInt()).isEqualTo(status);
            assertThat(row.path("error_message").asText()).isNotBlank();
            assertThat(row.path("event").isNull()).isTrue();
            assertThat(row.toString()).doesNotContain(SECRET).doesNotContain(hook.key());
        });
    }

    @Test
    void pagesShowTheNewestFirst() {
        var hook = fixture.webhook("hook");
        for (int i = 0; i < 3; i++) {
            hook.fire(Json.object("n", i));
        }
        var path = "/api/v1/triggers/" + hook.ref() + "/webhooks/deliveries?per_page=2&page=";

        var first = fixture.api().get(path + 1).expect(200);
        var second = fixture.api().get(path + 2).expect(200);

        assertThat(first.items()).hasSize(2);
        assertThat(first.json().path("pagination").path("has_next").asBoolean()).isTrue();
        assertThat(second.items()).hasSize(1);
        assertThat(second.items().get(0).path("id").asLong())
                .isLessThan(first.items().get(1).path("id").asLong());
    }

    @Test
    void anAcceptedDeliveryIsDeliveredAgainAndARefusedOneIsNot() {
        var hook = fixture.webhook("hook");
        hook.fire(Json.object("n", 7));
        send(hook, "{", Map.of()).expect(400);
        var rows = Poll.until(SOON, "the refusal is logged", () -> log(hook, ""), found -> found.size() == 2);
        long refused = rows.get(0).path("id").asLong();
        long accepted = rows.get(1).path("id").asLong();
        // The rule that was missing when it came.
        var action = fixture.echoAction("echo");
        fixture.rule("rule", hook, action);

        var again = redeliver(hook, accepted).expect(201).data();

        assertThat(again.path("payload")).isEqualTo(Json.object("n", 7));
        assertThat(again.path("source_ref").asText()).isEqualTo("webhook");
        assertThat(again.path("config").path("redelivery_of").asLong()).isEqualTo(accepted);
        assertThat(fixture.executionsOf(action, 1, Duration.ofSeconds(20))).hasSize(1);
        assertThat(log(hook, "?event=" + again.path("id").asLong()))
                .singleElement()
                .satisfies(row -> assertThat(row.path("redelivery_of").asLong()).isEqualTo(accepted));
        redeliver(hook, refused).expect(409);
        redeliver(hook, 999_999_999_999L).expect(404);
        redeliver(fixture.webhook("other"), accepted).expect(404);
    }

    @Test
    void onlyWhoMayChangeTheTriggerReadsTheLog() {
        var hook = fixture.webhook("hook");
        hook.fire(Json.object());
        var path = "/api/v1/triggers/" + hook.ref() + "/webhooks/deliveries";

        var team = Team.shared();
        team.member("viewer", "core.viewer").api().get(path).expect(403);
        team.api().get(path).expect(404);
    }

    private Answer redeliver(Webhook hook, long delivery) {
        return fixture.api()
                .post(
                        "/api/v1/triggers/" + hook.ref() + "/webhooks/deliveries/" + delivery + "/redeliver",
                        Json.object());
    }

    private List<JsonNode> log(Webhook hook, String query) {
        var items = fixture.api()
                .get("/api/v1/triggers/" + hook.ref() + "/webhooks/deliveries" + query)
                .expect(200)
                .items();
        return StreamSupport.stream(items.spliterator(), false).toList();
    }

    private void configure(Webhook hook, JsonNode config) {
        fixture.api()
                .put("/api/v1/triggers/" + hook.ref(), Json.object("webhook_config", config))
                .expect(200);
    }

    private static Answer send(Webhook hook, String body, Map<String, String> headers) {
        var all = new HashMap<>(Map.of("Content-Type", "application/json"));
        all.putAll(headers);
        return hook.anonymous().send("POST", hook.path(), BodyPublishers.ofString(body), all);
    }
}
