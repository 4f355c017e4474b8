package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.EventStream;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.RawHttp;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** One caller that wants everything (X8, SEC-21): it is slowed down, and the others do not notice. */
class OverloadAttacksTest {
    /** No status. */
    private static final int SENT_AWAY = 0;

    @Test
    void anIdentityThatAsksTooOftenWaits() {
        try (var platform = Platform.up(
                Map.of("ATTUNE__SECURITY__RATE_LIMIT__PER_SECOND", "1", "ATTUNE__SECURITY__RATE_LIMIT__BURST", "20"))) {
            var operator = platform.admin();
            var hasty = Tenant.in(platform, operator, "core.viewer").api();
            var calm = Tenant.in(platform, operator, "core.viewer").api();

            var statuses = statuses(hasty, 100);
            assertThat(statuses.subList(0, 9)).containsOnly(200);
            var refused = hasty.get("/api/v1/packs");
            assertThat(statuses).contains(429);
            assertThat(refused.status()).isIn(200, 429);
            var answer = Poll.until(
                    Duration.ofSeconds(5), "a refusal", () -> hasty.get("/api/v1/packs"), it -> it.status() == 429);
            assertThat(answer.json().path("code").asText()).isEqualTo("TOO_MANY_REQUESTS");
            assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow()))
                    .isBetween(1, 10);

            assertThat(calm.get("/api/v1/packs").status()).as("somebody else").isEqualTo(200);
            assertThat(statuses(operator, 100)).as("an operator").containsOnly(200);
            Poll.until(
                    Duration.ofSeconds(10),
                    "it recovers",
                    () -> hasty.get("/api/v1/packs").status(),
                    status -> status == 200);
        }
    }

    private static List<Integer> statuses(Api api, int count) {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            statuses.add(api.get("/api/v1/packs").status());
        }
        return statuses;
    }

    @Test
    void anIdentityCannotHoldAllStreams() {
        try (var platform = Platform.up(Map.of("ATTUNE__SERVER__MAX_STREAMS_PER_IDENTITY", "3"))) {
            var operator = platform.admin();
            var greedy = Tenant.in(platform, operator, "core.viewer").api();
            var modest = Tenant.in(platform, operator, "core.viewer").api();
            var path = "/api/v1/executions/stream";
            var open = new ArrayList<EventStream>();
            for (int i = 0; i < 3; i++) {
                open.add(new EventStream(greedy.open(path)));
                assertThat(open.get(i).status()).isEqualTo(200);
            }

            try (var one = new EventStream(greedy.open(path));
                    var other = new EventStream(modest.open(path))) {
                assertThat(one.status()).isEqualTo(429);
                assertThat(other.status()).isEqualTo(200);
            }
            open.forEach(EventStream::close);
        }
    }

    @Test
    void moreRequestsThanFitAreSentAwayAtOnce() throws Exception {
        try (var platform = Platform.up(Map.of("ATTUNE__SERVER__MAX_CONCURRENT_REQUESTS", "4"))) {
            var token = platform.admin().token();
            var waiting = new ArrayList<RawHttp>();
            // One more each time: the worker's own requests come and go, so one of these may be sent away without
            // having taken a place.
            var refused = Poll.until(
                    Duration.ofSeconds(10),
                    "the places are taken",
                    () -> {
                        waiting.add(RawHttp.connect(platform.url())
                                .write("POST /api/v1/packs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                                        + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"));
                        return platform.api().get("/auth/settings");
                    },
                    it -> it.status() == 503);

            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(refused.json().path("code").asText()).isEqualTo("SERVICE_UNAVAILABLE");
            assertThat(platform.api().get("/health").status())
                    .as("signs of life")
                    .isEqualTo(200);

            waiting.forEach(RawHttp::close);
            Poll.until(
                    Duration.ofSeconds(10),
                    "the places are free",
                    () -> platform.api().get("/auth/settings").status(),
                    status -> status == 200);
        }
    }

    /** A client that is still sending when it is refused may find the connection closed before it reads why. */
    private static int statusOf(Supplier<Api.Answer> call) {
        try {
            return call.get().status();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                throw e;
            }
            return SENT_AWAY;
        }
    }

    /** Many large bodies at the same time: some are refused, the memory of the platform is not used up. */
    @Test
    void manyLargeBodiesAtOnceDoNotUseUpTheMemory() throws Exception {
        try (var platform = Platform.up()) {
            var operator = platform.admin();
            var large = Json.object(
                    "criteria",
                    "{{ true }}",
                    "payload",
                    Json.array(java.util.stream.IntStream.range(0, 200_000)
                            .mapToObj(i -> (Object) Json.object("a", i))
                            .toArray()));
            try (var clients = Executors.newFixedThreadPool(32)) {
                List<Callable<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < 96; i++) {
                    calls.add(() -> statusOf(() -> operator.post("/api/v1/rules/test", large)));
                }
                for (var status : clients.invokeAll(calls)) {
                    assertThat(status.get()).isIn(200, 408, 503, SENT_AWAY);
                }
            }
            assertThat(platform.process().isAlive()).isTrue();
            assertThat(operator.get("/api/v1/packs").status()).isEqualTo(200);
        }
    }
}
