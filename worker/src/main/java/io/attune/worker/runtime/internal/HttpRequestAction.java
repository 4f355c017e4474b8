package io.attune.worker.runtime.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.worker.process.StopSignal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** {@code core.http_request}: one HTTP call, redirects followed by our own count (packs.md §15.1). Thread-safe. */
final class HttpRequestAction implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long LARGEST_BODY = 10L << 20;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final HttpClient verifying = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private volatile @Nullable HttpClient trusting;

    InternalEnd run(ObjectNode parameters, Duration runTimeout, StopSignal stop) throws InterruptedException {
        long start = System.nanoTime();
        var url = HttpCall.text(parameters, "url");
        try {
            var call = HttpCall.of(parameters);
            var limit = call.timeout().compareTo(runTimeout) < 0 ? call.timeout() : runTimeout;
            var answer = followed(call, start + limit.toNanos(), limit, stop);
            return stop.reason() == null
                    ? InternalEnd.printed(data(answer, start).toString())
                    : InternalEnd.stopped(false, "");
        } catch (CallFailedException e) {
            return stop.reason() == null ? failed(url, e, start) : InternalEnd.stopped(false, "");
        }
    }

    private static InternalEnd failed(String url, CallFailedException failure, long start) {
        String message = failure.getMessage();
        String error = message == null ? "the request failed" : message;
        var data = JsonNodeFactory.instance.objectNode();
        data.put("status_code", 0);
        data.putObject("headers");
        data.put("body", "");
        data.putNull("json");
        data.put("elapsed_ms", elapsed(start));
        data.put("url", url);
        data.put("success", false);
        data.put("error", error);
        data.put("connection_error", failure.isConnectionError());
        return new InternalEnd(1, false, "", error, data);
    }

    private HttpResponse<byte[]> followed(HttpCall first, long deadline, Duration limit, StopSignal stop)
            throws CallFailedException, InterruptedException {
        var call = first;
        for (int redirects = 0; ; redirects++) {
            var answer = sent(call, deadline, limit, stop);
            var target = answer.headers().firstValue("Location");
            if (!call.followRedirects() || !REDIRECTS.contains(answer.statusCode()) || target.isEmpty()) {
                return answer;
            }
            if (redirects >= call.maxRedirects()) {
                throw new CallFailedException("more than " + call.maxRedirects() + " redirects");
            }
            call = call.redirected(answer.statusCode(), target.get());
        }
    }

    private HttpResponse<byte[]> sent(HttpCall call, long deadline, Duration limit, StopSignal stop)
            throws CallFailedException, InterruptedException {
        var client = call.verify() ? verifying : trusting();
        var pending = client.sendAsync(call.request(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_BODY));
        stop.onRequest(() -> pending.cancel(true));
        try {
            return pending.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw CallFailedException.ofConnection("no answer within " + limit.toSeconds() + " seconds");
        } catch (CancellationException e) {
            throw new CallFailedException("stopped");
        } catch (ExecutionException e) {
            throw CallFailedException.ofConnection(reason(call.uri(), e.getCause()));
        }
    }

    private static String reason(URI uri, @Nullable Throwable cause) {
        var server = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return switch (cause) {
            case HttpTimeoutException _ ->
                "no connection to " + server + " within " + CONNECT_TIMEOUT.toSeconds() + " seconds";
            case ConnectException refused ->
                "cannot connect to " + server
                        + (refused.getMessage() == null
                                ? ": no such host, or it refuses"
                                : ": " + refused.getMessage());
            case SSLException tls -> "no trusted connection to " + server + ": " + tls.getMessage();
            case IOException world when world.getMessage() != null -> server + ": " + world.getMessage();
            case null, default -> server + ": the connection failed";
        };
    }

    private static ObjectNode data(HttpResponse<byte[]> answer, long start) {
        var type = answer.headers().firstValue("Content-Type").orElse("");
        var body = new String(answer.body(), charset(type));
        boolean success = answer.statusCode() / 100 == 2;
        var data = JsonNodeFactory.instance.objectNode();
        data.put("status_code", answer.statusCode());
        var headers = data.putObject("headers");
        answer.headers().map().forEach((name, values) -> {
            if (!name.startsWith(":")) {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values));
            }
        });
        data.put("body", body);
        data.set("json", json(type, body));
        data.put("elapsed_ms", elapsed(start));
        data.put("url", answer.uri().toString());
        data.put("success", success);
        if (!success) {
            data.put("error", "HTTP status " + answer.statusCode());
        }
        return data;
    }

    private static JsonNode json(String type, String body) {
        var text = body.strip();
        boolean looksLikeJson =
                type.toLowerCase(Locale.ROOT).contains("json") || text.startsWith("{") || text.startsWith("[");
        if (looksLikeJson && !text.isEmpty()) {
            try {
                return MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                // The body says it is JSON and is not; it stays in body.
            }
        }
        return JsonNodeFactory.instance.nullNode();
    }

    private static Charset charset(String type) {
        var named = CHARSET.matcher(type);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static long elapsed(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private synchronized HttpClient trusting() {
        var client = trusting;
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .sslContext(TrustAll.context())
                    .build();
            trusting = client;
        }
        return client;
    }

    @Override
    public void close() {
        verifying.shutdownNow();
        var client = trusting;
        if (client != null) {
            client.shutdownNow();
        }
    }

    static HttpRequest.BodyPublisher publisher(@Nullable String body) {
        return body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
    }
}
