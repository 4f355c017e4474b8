package io.attune.worker.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.attune.worker.RunBuilder;
import io.attune.worker.process.StopSignal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The core actions without a process (packs.md §15.1). */
class InternalActionsTest {
    private final InternalActions actions = new InternalActions();
    private HttpServer server;
    private String base;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        base = "http://localhost:" + server.getAddress().getPort();
        server.createContext("/echo", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var seen = new ObjectMapper()
                    .createObjectNode()
                    .put("method", exchange.getRequestMethod())
                    .put("query", exchange.getRequestURI().getRawQuery())
                    .put("authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                    .put("type", exchange.getRequestHeaders().getFirst("Content-Type"))
                    .put("header", exchange.getRequestHeaders().getFirst("X-Mine"))
                    .put("body", body);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            answer(exchange, 200, seen.toString());
        });
        server.createContext("/missing", exchange -> answer(exchange, 404, "not here"));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/echo?moved=1");
            answer(exchange, 302, "");
        });
        server.createContext("/circle", exchange -> {
            exchange.getResponseHeaders().add("Location", "/circle");
            answer(exchange, 302, "");
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        actions.close();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private InternalEnd run(String action, String parameters) throws Exception {
        return actions.run(RunBuilder.core(action).parameters(parameters).build(), new StopSignal());
    }

    private JsonNode http(String parameters) throws Exception {
        var end = run("http_request", parameters);
        assertThat(end.exitCode()).as(end.stderr()).isZero();
        return new ObjectMapper().readTree(end.stdout());
    }

    @Test
    void echoGivesTheMessageWithoutNewline() throws Exception {
        assertThat(run("echo", "{\"message\":\"hi\"}")).isEqualTo(InternalEnd.printed("hi"));
        assertThat(run("echo", "{}")).isEqualTo(InternalEnd.printed(""));
        assertThat(run("echo", "{\"message\":{\"a\":1}}").stdout()).isEqualTo("{\"a\":1}");
    }

    @Test
    void noopEndsWithTheGivenCode() throws Exception {
        assertThat(run("noop", "{\"message\":\"hi\"}").stdout()).startsWith("[NOOP] hi\n");
        assertThat(run("noop", "{\"exit_code\":7}").exitCode()).isEqualTo(7);
        assertThat(run("noop", "{\"exit_code\":256}").exitCode()).isEqualTo(1);
    }

    @Test
    void sleepSaysHowLongItSlept() throws Exception {
        assertThat(run("sleep", "{\"seconds\":0,\"message\":\"zzz\"}").stdout())
                .isEqualTo("zzz\nSlept for 0 seconds\n");
        assertThat(run("sleep", "{\"seconds\":\"soon\"}").exitCode()).isEqualTo(1);
        assertThat(run("sleep", "{\"seconds\":3601}").exitCode()).isEqualTo(1);
    }

    @Test
    void sleepEndsWithItsTime() throws Exception {
        var end = actions.run(
                RunBuilder.core("sleep")
                        .parameters("{\"seconds\":100}")
                        .timeout(Duration.ofMillis(20))
                        .build(),
                new StopSignal());

        assertThat(end.timedOut()).isTrue();
    }

    @Test
    void onlySystemPacksMayUseTheRuntime() throws Exception {
        var end = actions.run(RunBuilder.core("echo").notSystem().build(), new StopSignal());

        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.stderr()).contains("system packs only");
    }

    @Test
    void aCallAnswersStatusHeadersBodyAndJson() throws Exception {
        var data = http("""
                {"url":"%s/echo?a=1","method":"POST","json_body":{"x":1},"query_params":{"b":"c d"},"headers":{"X-Mine":"yes"},
                 "auth_type":"basic","auth_username":"u","auth_password":"p"}""".formatted(base));

        assertThat(data.path("status_code").asInt()).isEqualTo(200);
        assertThat(data.path("success").asBoolean()).isTrue();
        assertThat(data.has("error")).isFalse();
        assertThat(data.at("/headers/content-type").asText()).isEqualTo("application/json");
        assertThat(data.path("url").asText()).isEqualTo(base + "/echo?a=1&b=c%20d");
        assertThat(data.path("elapsed_ms").isIntegralNumber()).isTrue();
        var seen = data.path("json");
        assertThat(seen.path("method").asText()).isEqualTo("POST");
        assertThat(seen.path("query").asText()).isEqualTo("a=1&b=c%20d");
        assertThat(seen.path("body").asText()).isEqualTo("{\"x\":1}");
        assertThat(seen.path("type").asText()).isEqualTo("application/json");
        assertThat(seen.path("header").asText()).isEqualTo("yes");
        assertThat(seen.path("authorization").asText()).isEqualTo("Basic dTpw");
        assertThat(new ObjectMapper().readTree(data.path("body").asText())).isEqualTo(seen);
    }

    @Test
    void anErrorStatusIsAnAnswer() throws Exception {
        var data = http("{\"url\":\"" + base + "/missing\"}");

        assertThat(data.path("status_code").asInt()).isEqualTo(404);
        assertThat(data.path("success").asBoolean(true)).isFalse();
        assertThat(data.path("body").asText()).isEqualTo("not here");
        assertThat(data.path("json").isNull()).isTrue();
    }

    @Test
    void redirectsAreFollowedAsFarAsAllowed() throws Exception {
        assertThat(http("{\"url\":\"" + base + "/moved\"}").path("url").asText())
                .isEqualTo(base + "/echo?moved=1");
        assertThat(http("{\"url\":\"" + base + "/moved\",\"follow_redirects\":false}")
                        .path("status_code")
                        .asInt())
                .isEqualTo(302);
        var end = run("http_request", "{\"url\":\"" + base + "/circle\",\"max_redirects\":3}");
        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.stderr()).isEqualTo("more than 3 redirects");
    }

    @Test
    void aCallThatGetsNoAnswerFailsAndStillHasData() throws Exception {
        // Bound, so that nobody else gets it, and not listening.
        try (var unused = new Socket()) {
            unused.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (var url : List.of(
                    "http://localhost:" + unused.getLocalPort(), "http://no-such-host.invalid/", "ftp://x/", "")) {
                var end = run("http_request", "{\"url\":\"" + url + "\"}");

                assertThat(end.exitCode()).isEqualTo(1);
                assertThat(end.stderr()).isNotBlank();
                assertThat(end.data().path("status_code").asInt(-1)).isZero();
                assertThat(end.data().path("success").asBoolean(true)).isFalse();
                assertThat(end.data().path("error").asText()).isEqualTo(end.stderr());
            }
        }
    }

    @Test
    void aSilentServerIsGivenUp() throws Exception {
        try (var silent = new ServerSocket(0)) {
            var end = run("http_request", "{\"url\":\"http://localhost:" + silent.getLocalPort() + "\",\"timeout\":1}");

            assertThat(end.stderr()).isEqualTo("no answer within 1 seconds");
        }
    }
}
