package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Stalls;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** T3.18 a–e HTTP requests by {@code core.http_request}. */
class HttpRequestsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Fixture fixture = Fixture.shared();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/json", exchange -> answer(exchange, 200, "application/json", "{\"a\":[1,2]}"));
        server.createContext("/gone", exchange -> answer(exchange, 404, "text/plain", "no such thing"));
        server.createContext("/binary", exchange -> answer(exchange, 200, "application/octet-stream", "a\0b"));
        server.createContext("/hang", exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.createContext("/secret", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            answer(exchange, 200, "text/plain", "welcome");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void getAnswersStatusHeadersBodyAndJson() {
        var execution = request(Json.object("url", url("/json")));

        assertThat(execution.path("status").asText()).isEqualTo("completed");
        var data = execution.path("result").path("data");
        assertThat(data.path("status_code").asInt()).isEqualTo(200);
        assertThat(data.path("success").asBoolean()).isTrue();
        assertThat(data.path("headers").path("content-type").asText()).isEqualTo("application/json");
        assertThat(data.path("body").asText()).isEqualTo("{\"a\":[1,2]}");
        assertThat(data.path("json")).isEqualTo(Json.object("a", Json.array(1, 2)));
        assertThat(data.path("elapsed_ms").isIntegralNumber()).isTrue();
        assertThat(data.path("url").asText()).isEqualTo(url("/json"));
        assertThat(data.has("error")).isFalse();
    }

    @Test
    void postedJsonReachesAWebhook() {
        var hook = fixture.webhook("hook");

        var execution = request(Json.object(
                "url", fixture.api().base().resolve(hook.path()).toString(),
                "method", "POST",
                "json_body", Json.object("payload", Json.object("from", "an action", "n", 7))));

        assertThat(execution.path("result").path("data").path("status_code").asInt())
                .as(execution.toString())
                .isEqualTo(200);
        var events = fixture.eventsOf(hook);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().path("payload")).isEqualTo(Json.object("from", "an action", "n", 7));
    }

    @Test
    void credentialsAreSentExactlyAndShownNowhere() {
        var token = "tok-" + fixture.pack();

        var execution = request(Json.object("url", url("/secret"), "auth_type", "bearer", "auth_token", token));

        assertThat(authorizations).containsExactly("Bearer " + token);
        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(execution.toString()).doesNotContain(token);
        long id = execution.path("id").asLong();
        assertThat(fixture.log(id, "stdout") + fixture.log(id, "stderr")).doesNotContain(token);
        assertThat(execution.path("config").path("auth_token"))
                .isEqualTo(Json.object("$attune_secret", true, "redacted", true));
    }

    @Test
    void anErrorStatusIsAnAnswer() {
        var execution = request(Json.object("url", url("/gone")));

        assertThat(execution.path("status").asText()).isEqualTo("completed");
        var data = execution.path("result").path("data");
        assertThat(data.path("status_code").asInt()).isEqualTo(404);
        assertThat(data.path("success").asBoolean(true)).isFalse();
        assertThat(data.path("body").asText()).isEqualTo("no such thing");
    }

    @Test
    void noConnectionIsAFailureWithData() throws IOException {
        // Bound, so that nobody else gets it, and not listening.
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            for (var url : List.of("http://127.0.0.1:" + socket.getLocalPort() + "/", "http://no-such-host.invalid/")) {
                assertFailedWithData(request(Json.object("url", url)));
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpInTime() {
        long started = System.nanoTime();

        var execution = request(Json.object("url", url("/hang"), "timeout", 1));

        assertFailedWithData(execution);
        var took =
                Duration.ofMillis(execution.path("result").path("duration_ms").asLong());
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        assertThat(took.minus(Stalls.during(Workflows.start(execution), Instant.now())))
                .isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LIMIT);
    }

    @Test
    void aBodyThatIsNoTextEndsTheRunAndHindersNobody() {
        var execution = request(Json.object("url", url("/binary")));

        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(execution.path("result").path("data").path("body").asText()).isEqualTo("a\uFFFDb");
        var next = fixture.ended(
                fixture.run("core.echo", Json.object("message", "next"))
                        .path("id")
                        .asLong(),
                LIMIT);
        assertThat(next.path("status").asText()).isEqualTo("completed");
    }

    private static void assertFailedWithData(JsonNode execution) {
        assertThat(execution.path("status").asText()).as(execution.toString()).isEqualTo("failed");
        var result = execution.path("result");
        assertThat(result.path("exit_code").asInt()).isEqualTo(1);
        assertThat(result.path("error").asText()).isNotBlank();
        assertThat(result.path("data").path("success").asBoolean(true)).isFalse();
        assertThat(result.path("data").path("status_code").asInt(-1)).isZero();
        assertThat(result.path("data").path("error").asText()).isNotBlank();
    }

    private JsonNode request(ObjectNode parameters) {
        long id = fixture.run("core.http_request", parameters).path("id").asLong();
        return Poll.until(LIMIT, "the request ends", () -> fixture.execution(id), Fixture::isTerminal);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
