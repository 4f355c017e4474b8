package io.attune.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The public HTTP API as one caller sees it. Immutable; {@link #as} gives the same address with another token. */
public final class Api {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private static final AtomicInteger ADDRESS = new AtomicInteger();

    private final URI base;
    private final Optional<String> token;
    private final Map<String, String> headers;

    public Api(URI base) {
        this(base, Optional.empty(), Map.of());
    }

    private Api(URI base, Optional<String> token, Map<String, String> headers) {
        this.base = base;
        this.token = token;
        this.headers = Map.copyOf(headers);
    }

    public Api as(String otherToken) {
        return new Api(base, Optional.of(otherToken), headers);
    }

    public Api anonymous() {
        return new Api(base, Optional.empty(), headers);
    }

    /** As from an address of its own, behind a trusted proxy: for tests that fail to log in, or register, which counts per address. */
    public Api fromElsewhere() {
        int number = ADDRESS.incrementAndGet();
        return new Api(base, token, Map.of("X-Forwarded-For", "10.20." + number / 250 + "." + (1 + number % 250)));
    }

    /** The same API for the identity with these credentials. */
    public Api login(String login, String password) {
        var answer = anonymous().post("/auth/login", Json.object("login", login, "password", password));
        if (answer.status() != 200) {
            throw new AssertionError("login of " + login + " failed: " + answer);
        }
        return as(answer.data().path("access_token").asText());
    }

    public URI base() {
        return base;
    }

    public String token() {
        return token.orElseThrow();
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), Map.of());
    }

    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), Map.of());
    }

    public Answer post(String path, JsonNode body) {
        return json("POST", path, body, Map.of());
    }

    public Answer post(String path, JsonNode body, Map<String, String> headers) {
        return json("POST", path, body, headers);
    }

    public Answer put(String path, JsonNode body) {
        return json("PUT", path, body, Map.of());
    }

    public Answer patch(String path, JsonNode body) {
        return json("PATCH", path, body, Map.of());
    }

    private Answer json(String method, String path, JsonNode body, Map<String, String> headers) {
        var all = new java.util.HashMap<>(headers);
        all.putIfAbsent("Content-Type", "application/json");
        return send(method, path, BodyPublishers.ofString(body.toString()), all);
    }

    /** Sends a file as the form field {@code pack}, with further text fields. */
    public Answer upload(String path, String fileName, byte[] file, Map<String, String> fields) {
        var boundary = "attune-" + UUID.randomUUID();
        var body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> body.writeBytes(
                ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"pack\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: application/gzip\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send(
                "POST",
                path,
                BodyPublishers.ofByteArray(body.toByteArray()),
                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary));
    }

    public Answer send(String method, String path, BodyPublisher body, Map<String, String> headers) {
        try {
            var response = CLIENT.send(
                    request(method, path, body, headers)
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    BodyHandlers.ofString());
            return new Answer(
                    method + " " + path,
                    response.statusCode(),
                    response.body(),
                    response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Opens a response whose body goes on: server-sent events. The caller closes the body. */
    public HttpResponse<InputStream> open(String path) {
        try {
            return CLIENT.send(
                    request("GET", path, BodyPublishers.noBody(), Map.of("Accept", "text/event-stream"))
                            .build(),
                    BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private HttpRequest.Builder request(String method, String path, BodyPublisher body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(base.resolve(path)).method(method, body);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        this.headers.forEach(request::header);
        headers.forEach(request::header);
        return request;
    }

    /** What came back. */
    public record Answer(String request, int status, String body, Map<String, java.util.List<String>> headers) {
        /** The whole body; missing when it is not JSON. */
        public JsonNode json() {
            try {
                return body.isEmpty() ? MissingNode.getInstance() : Json.parse(body);
            } catch (IllegalArgumentException _) {
                return MissingNode.getInstance();
            }
        }

        public JsonNode data() {
            return json().path("data");
        }

        public JsonNode items() {
            return json().path("items");
        }

        public Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst();
        }

        /** @throws AssertionError with the whole answer, if the status is another one */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + ", got " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return request + " -> " + status + " " + (body.length() > 2000 ? body.substring(0, 2000) + "…" : body);
        }
    }
}
