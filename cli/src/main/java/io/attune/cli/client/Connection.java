package io.attune.cli.client;

import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one server over {@link HttpURLConnection}: it starts in a third of the time of {@code java.net.http}, which brings a selector
 * thread and an executor with it (G6).
 */
public final class Connection {
    /** The server sends a comment every 15 s on an idle stream. */
    private static final int STREAM_SILENCE_MILLIS = 60_000;

    static {
        // The JDK repeats a POST by itself when a kept connection breaks; a run must not be started twice.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final URI base;
    private final Duration timeout;
    private final String agent;
    private final Trace trace;
    private final Passage passage;

    /** One for all requests: connections are kept alive per factory. */
    private final @Nullable SSLSocketFactory sockets;

    /**
     * What a request passes through and carries beside its content.
     *
     * @param traceContext W3C {@code traceparent}; null for none
     */
    public record Passage(Tls tls, Proxy proxy, @Nullable String traceContext) {}

    public Connection(URI base, Duration timeout, String agent, Trace trace, Passage passage) {
        this.base = base;
        this.timeout = timeout;
        this.agent = agent;
        this.trace = trace;
        this.passage = passage;
        this.sockets = "https".equals(base.getScheme()) ? passage.tls().sockets() : null;
    }

    /** A server's address without a slash at the end. */
    public static URI address(String url) {
        try {
            var uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Falls through to the refusal below, which says what an address looks like.
        }
        throw Failure.usage("'" + url + "' is not a server address", "It looks like http://localhost:8080");
    }

    String baseUrl() {
        return base.toString();
    }

    Reply exchange(String method, String target, ApiClient.Request request, @Nullable String token) throws IOException {
        long started = System.nanoTime();
        HttpURLConnection http = open(method, target, token, "application/json, text/plain;q=0.9");
        request.headers().forEach(http::setRequestProperty);
        http.setReadTimeout((int) timeout.toMillis());
        trace.line(2, "> " + method + " " + base + target);
        try {
            write(http, request.body());
            var reply = read(http);
            long millis = (System.nanoTime() - started) / 1_000_000;
            trace.line(1, method + " " + target + " -> " + reply.status() + " in " + millis + " ms");
            trace.line(3, "< " + Masking.show(reply.body()));
            return reply;
        } catch (HttpRetryException e) {
            // The JDK refuses to hand out the body of a 401 that answers a streamed upload; the status is enough to log
            // in again.
            return new Reply(e.responseCode(), "", null, null, Map.of());
        }
    }

    /** Either a stream or the reply that refused it. */
    record Opened(EventStream stream, @Nullable Reply reply) {}

    Opened openStream(String target, @Nullable String token) throws IOException {
        HttpURLConnection http = open("GET", target, token, "text/event-stream");
        http.setReadTimeout(STREAM_SILENCE_MILLIS);
        trace.line(1, "GET " + target + " (server-sent events)");
        if (http.getResponseCode() == 200) {
            return new Opened(new EventStream(http.getInputStream(), http::disconnect), null);
        }
        return new Opened(new EventStream(InputStream.nullInputStream(), http::disconnect), read(http));
    }

    private HttpURLConnection open(String method, String target, @Nullable String token, String accept)
            throws IOException {
        var http = (HttpURLConnection) URI.create(base + target).toURL().openConnection(passage.proxy());
        if (http instanceof HttpsURLConnection https) {
            secure(https);
        }
        http.setRequestMethod(method);
        http.setInstanceFollowRedirects(false);
        http.setUseCaches(false);
        http.setConnectTimeout((int) Math.min(timeout.toMillis(), 10_000));
        http.setRequestProperty("Accept", accept);
        http.setRequestProperty("User-Agent", agent);
        if (token != null) {
            http.setRequestProperty("Authorization", "Bearer " + token);
        }
        if (passage.traceContext() != null) {
            http.setRequestProperty("traceparent", passage.traceContext());
        }
        return http;
    }

    private void secure(HttpsURLConnection https) {
        if (sockets != null) {
            https.setSSLSocketFactory(sockets);
        }
        if (passage.tls().insecure()) {
            https.setHostnameVerifier((_, _) -> true);
        }
    }

    private void write(HttpURLConnection http, Body body) throws IOException {
        String type = body.type();
        if (type == null) {
            return;
        }
        trace.line(3, "> " + body.shown());
        http.setDoOutput(true);
        if (http.getRequestProperty("Content-Type") == null) {
            http.setRequestProperty("Content-Type", type);
        }
        switch (body) {
            case Body.Nothing _ -> {}
            case Body.Json json -> writeText(http, json.text());
            case Body.Text text -> writeText(http, text.content());
            case Body.Streamed streamed -> {
                http.setFixedLengthStreamingMode(streamed.length());
                try (OutputStream out = http.getOutputStream()) {
                    streamed.writeTo(out);
                }
            }
        }
    }

    private static void writeText(HttpURLConnection http, String text) throws IOException {
        try (OutputStream out = http.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Reply read(HttpURLConnection http) throws IOException {
        int status = http.getResponseCode();
        String text = "";
        try (InputStream in = status >= 400 ? http.getErrorStream() : http.getInputStream()) {
            if (in != null) {
                text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return new Reply(status, text, http.getHeaderField("X-Request-Id"), retryAfter(http), headers(http));
    }

    private static Map<String, List<String>> headers(HttpURLConnection http) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        http.getHeaderFields().forEach((name, values) -> {
            // The status line has no name.
            if (name != null) {
                headers.put(name, values);
            }
        });
        return headers;
    }

    private static @Nullable Duration retryAfter(HttpURLConnection http) {
        String header = http.getHeaderField("Retry-After");
        try {
            return header == null ? null : Duration.ofSeconds(Long.parseLong(header.strip()));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
