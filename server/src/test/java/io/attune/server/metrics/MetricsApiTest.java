package io.attune.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.boot.ApiClient;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics}: who may read it, what it counts, and what it never shows (api.md §4, FIX-27). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class MetricsApiTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Platform platform;

    @Inject
    ChangeFeed feed;

    @TestHTTPResource("/")
    URI base;

    private ApiClient admin;
    private String pack = "";

    @BeforeEach
    void makePack() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        admin = ApiClient.operator(base);
        pack = "metrics" + NUMBER.incrementAndGet();
        admin.post("/api/v1/packs", "{'ref': '" + pack + "', 'label': 'Pack', 'version': '1.0.0'}")
                .expect(201);
    }

    @Test
    void onThisMachineNobodyNeedsAToken() {
        var answer = send(request("/metrics"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain;")
                .contains("version=0.0.4");
        assertThat(answer.body())
                .contains("# TYPE attune_timers_lateness_seconds histogram")
                .contains("jvm_memory_used_bytes")
                .contains("http_server_requests_seconds_count");
    }

    @Test
    void fromElsewhereItTakesTheTokenOfAnOperator() {
        assertThat(ApiClient.anonymous(base).get("/metrics").status()).isEqualTo(401);
        assertThat(admin.tenant().api().get("/metrics").status()).isEqualTo(403);
        assertThat(admin.get("/metrics").status()).isEqualTo(200);
    }

    /** Behind a proxy on this machine everybody seems to be here. */
    @Test
    void whoAsksForSomebodyElseIsNotOfThisMachine() {
        for (var header : List.of("X-Forwarded-For", "X-Real-IP", "Forwarded")) {
            var answer = send(request("/metrics").header(header, "127.0.0.1"));

            assertThat(answer.statusCode()).as(header).isEqualTo(401);
        }
        assertThat(send(request("/metrics").header("Authorization", "Bearer nonsense"))
                        .statusCode())
                .as("whoever shows something is held to it")
                .isEqualTo(401);
    }

    @Test
    void whatBecomesOfDeliveriesIsCounted() {
        var key = webhook();
        double accepted = deliveries("accepted");
        double malformed = deliveries("malformed");
        double unknown = deliveries("unknown_key");
        double stored = value("attune_events_stored_total{origin=\"webhook\",}");

        assertThat(deliver(key, "{}").statusCode()).isEqualTo(200);
        assertThat(deliver(key, "{").statusCode()).isEqualTo(400);
        assertThat(deliver("wh_of_nobody", "{}").statusCode()).isEqualTo(404);

        assertThat(deliveries("accepted")).isEqualTo(accepted + 1);
        assertThat(deliveries("malformed")).isEqualTo(malformed + 1);
        assertThat(deliveries("unknown_key")).isEqualTo(unknown + 1);
        assertThat(value("attune_events_stored_total{origin=\"webhook\",}")).isEqualTo(stored + 1);
    }

    /** Neither where a route took the request nor where it was refused before any did. */
    @Test
    void theKeyOfAWebhookIsNeverShown() {
        var key = webhook();
        assertThat(deliver(key, "{}").statusCode()).isEqualTo(200);
        var compressed = request("/api/v1/webhooks/" + key)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(send(compressed).statusCode()).isEqualTo(415);
        assertThat(send(request("/api/v1/no/such/" + key)).statusCode()).isEqualTo(404);

        assertThat(metrics()).contains("/api/v1/webhooks/{webhook_key}").doesNotContain(key);
    }

    @Test
    void anExecutionThatEndsIsCounted() {
        makePickyAction();
        double failed = value("attune_executions_ended_total{status=\"failed\",}");

        runPickyAction();

        assertThat(value("attune_executions_ended_total{status=\"failed\",}")).isEqualTo(failed + 1);
    }

    @Test
    void whatIsRetriedOrGivenUpIsShownBeforeTheFirstTime() {
        assertThat(value("attune_executions_retried_total{reason=\"timeout\",}"))
                .isZero();
        assertThat(value("attune_executions_given_up_total{what=\"hand_off\",}"))
                .isZero();
        assertThat(value("attune_executions_given_up_total{what=\"workflow\",}"))
                .isZero();
    }

    @Test
    void itIsMeasuredHowFarTheChangeFeedIsBehind() throws InterruptedException {
        makePickyAction();
        var told = new CountDownLatch(1);
        double before = value("attune_changes_lag_seconds_count");

        try (var _ = feed.subscribe(change -> {
            if (change instanceof Change.ExecutionsMoved) {
                told.countDown();
            }
        })) {
            runPickyAction();
            assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(value("attune_changes_lag_seconds_count")).isGreaterThan(before);
    }

    private void makePickyAction() {
        admin.post(
                        "/api/v1/actions",
                        "{'ref': '" + pack + ".picky', 'pack_ref': '" + pack
                                + "', 'label': 'Picky', 'entrypoint': 'true', "
                                + "'runtime_ref': 'core.shell', 'param_schema': {'name': {'type': 'string', 'required': true}}}")
                .expect(201);
    }

    /** It fails at once, for want of a parameter. */
    private void runPickyAction() {
        admin.post("/api/v1/executions/execute", "{'action_ref': '" + pack + ".picky', 'parameters': {}}")
                .expect(201);
    }

    private String webhook() {
        var trigger = pack + ".hook";
        admin.post("/api/v1/triggers", "{'ref': '" + trigger + "', 'pack_ref': '" + pack + "', 'label': 'Hook'}")
                .expect(201);
        return admin.post("/api/v1/triggers/" + trigger + "/webhooks/enable", "")
                .expect(200)
                .text("webhook_key");
    }

    private HttpResponse<String> deliver(String key, String body) {
        return send(request("/api/v1/webhooks/" + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private double deliveries(String outcome) {
        return value("attune_webhooks_deliveries_total{outcome=\"" + outcome + "\",}");
    }

    private double value(String series) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is not shown"));
    }

    private String metrics() {
        return send(request("/metrics")).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return TestPlatform.send(request.build());
    }
}
