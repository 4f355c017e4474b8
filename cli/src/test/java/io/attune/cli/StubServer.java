package io.attune.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Answers requests with what a test laid out, and remembers what was asked. */
final class StubServer implements AutoCloseable {
    /** One request as it arrived; {@code target} is path and query, {@code latin1} the body byte by byte. */
    record Request(
            String method, String target, String authorization, String contentType, String latin1, Headers headers) {
        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }

        String body() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }

        String line() {
            return method + " " + target;
        }
    }

    private record Answer(int status, String contentType, String body, Map<String, String> headers) {}

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    StubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers {@code "GET /path"} (without query) so; several answers are given in turn, the last one again and again. */
    StubServer on(String request, int status, String json) {
        return on(request, status, "application/json", json, Map.of());
    }

    StubServer on(String request, int status, String json, Map<String, String> headers) {
        return on(request, status, "application/json", json, headers);
    }

    StubServer onEvents(String request, String events) {
        return on(request, 200, "text/event-stream", events, Map.of());
    }

    private StubServer on(String request, int status, String type, String body, Map<String, String> headers) {
        answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Answer(status, type, body, headers));
        return this;
    }

    List<Request> requests() {
        return requests;
    }

    /** Requests other than those of the live streams, whose number depends on timing. */
    List<String> lines() {
        return requests.stream()
                .map(Request::line)
                .filter(line -> !line.contains("/stream"))
                .toList();
    }

    Request last(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .reduce((_, second) -> second)
                .orElseThrow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1),
                    exchange.getRequestHeaders());
            requests.add(request);
            Answer answer =
                    next(request.method() + " " + exchange.getRequestURI().getPath());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", answer.contentType());
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer next(String line) {
        Deque<Answer> laidOut = answers.get(line);
        if (laidOut == null) {
            return new Answer(
                    404, "application/json", "{\"error\":\"no answer laid out\",\"code\":\"NOT_FOUND\"}", Map.of());
        }
        synchronized (laidOut) {
            return laidOut.size() > 1 ? laidOut.removeFirst() : laidOut.getFirst();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The only page of a list. */
    static String page(String items) {
        return "{\"items\":[" + items
                + "],\"pagination\":{\"page\":1,\"page_size\":100,\"has_previous\":false,\"has_next\":false}}";
    }

    /** The object that an answer holds as its data, for use in a list. */
    static String inside(String data) {
        return data.substring("{\"data\":".length(), data.length() - 1);
    }
}
