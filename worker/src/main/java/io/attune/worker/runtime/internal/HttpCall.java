package io.attune.worker.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@code core.http_request} was asked to send.
 *
 * @param headers by lower-case name
 * @param body null for none
 * @param timeout for everything, redirects and body included
 * @param verify whether certificates are checked
 */
record HttpCall(
        URI uri,
        String method,
        Map<String, String> headers,
        @Nullable String body,
        Duration timeout,
        boolean verify,
        boolean followRedirects,
        int maxRedirects) {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    static HttpCall of(ObjectNode parameters) throws CallFailedException {
        var headers = new TreeMap<String, String>();
        object(parameters, "headers")
                .properties()
                .forEach(header ->
                        headers.put(header.getKey().toLowerCase(Locale.ROOT), InternalActions.text(header.getValue())));
        var json = parameters.get("json_body");
        boolean hasJson = json != null && !json.isNull();
        if (hasJson) {
            headers.putIfAbsent("content-type", "application/json");
        }
        authorize(parameters, headers);
        var method = text(parameters, "method").toUpperCase(Locale.ROOT);
        method = method.isEmpty() ? "GET" : method;
        if (!METHODS.contains(method)) {
            throw new CallFailedException(
                    "method must be one of " + String.join(", ", new TreeSet<>(METHODS)) + ", found " + method);
        }
        var body = text(parameters, "body");
        return new HttpCall(
                uri(parameters),
                method,
                headers,
                hasJson ? json.toString() : body.isEmpty() ? null : body,
                Duration.ofSeconds(number(parameters, "timeout", 30, 1, 300)),
                flag(parameters, "verify_ssl"),
                flag(parameters, "follow_redirects"),
                number(parameters, "max_redirects", 10, 0, 100));
    }

    private static URI uri(ObjectNode parameters) throws CallFailedException {
        var url = text(parameters, "url").strip();
        if (url.isEmpty()) {
            throw new CallFailedException("url is missing");
        }
        var query = new StringBuilder();
        object(parameters, "query_params").properties().forEach(parameter -> {
            Iterable<JsonNode> values =
                    parameter.getValue().isArray() ? parameter.getValue() : Set.of(parameter.getValue());
            for (var value : values) {
                query.append(query.isEmpty() ? "" : "&")
                        .append(encode(parameter.getKey()))
                        .append('=')
                        .append(encode(InternalActions.text(value)));
            }
        });
        int fragment = url.indexOf('#');
        var base = fragment < 0 ? url : url.substring(0, fragment);
        var whole = query.isEmpty() ? base : base + (base.contains("?") ? "&" : "?") + query;
        return checked(whole);
    }

    private static URI checked(String url) throws CallFailedException {
        try {
            var uri = new URI(url);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw new CallFailedException("url must be like https://host/path");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new CallFailedException("url is not valid at position " + e.getIndex() + ": " + e.getReason());
        }
    }

    private static void authorize(ObjectNode parameters, Map<String, String> headers) throws CallFailedException {
        switch (text(parameters, "auth_type").toLowerCase(Locale.ROOT)) {
            case "", "none" -> {}
            case "basic" -> {
                var pair = text(parameters, "auth_username") + ":" + text(parameters, "auth_password");
                var encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
                headers.put("authorization", "Basic " + encoded);
            }
            case "bearer" -> headers.put("authorization", "Bearer " + text(parameters, "auth_token"));
            default -> throw new CallFailedException("auth_type must be none, basic or bearer");
        }
    }

    HttpRequest request() throws CallFailedException {
        try {
            var request = HttpRequest.newBuilder(uri).method(method, HttpRequestAction.publisher(body));
            // Without TLS the client would ask every server to upgrade to HTTP/2, which some take amiss.
            request.version(
                    "https".equalsIgnoreCase(uri.getScheme())
                            ? HttpClient.Version.HTTP_2
                            : HttpClient.Version.HTTP_1_1);
            headers.forEach(request::setHeader);
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new CallFailedException("cannot be sent: " + e.getMessage());
        }
    }

    /** The call to make next. Another server does not get the credentials; a secured call does not become an open one. */
    HttpCall redirected(int status, String location) throws CallFailedException {
        URI target;
        try {
            target = checked(uri.resolve(new URI(location.replace(" ", "%20"))).toString());
        } catch (URISyntaxException e) {
            throw new CallFailedException("the server redirects to an invalid address");
        }
        if ("https".equalsIgnoreCase(uri.getScheme()) && "http".equalsIgnoreCase(target.getScheme())) {
            throw new CallFailedException("the server redirects from https to http");
        }
        var kept = new TreeMap<>(headers);
        if (!target.getHost().equalsIgnoreCase(uri.getHost()) || target.getPort() != uri.getPort()) {
            kept.remove("authorization");
            kept.remove("cookie");
        }
        boolean becomesGet = !method.equals("HEAD") && (status == 303 || (status < 303 && method.equals("POST")));
        if (becomesGet) {
            kept.remove("content-type");
        }
        return new HttpCall(
                target,
                becomesGet ? "GET" : method,
                kept,
                becomesGet ? null : body,
                timeout,
                verify,
                followRedirects,
                maxRedirects);
    }

    static String text(ObjectNode parameters, String name) {
        return InternalActions.text(parameters.get(name));
    }

    private static ObjectNode object(ObjectNode parameters, String name) {
        return parameters.get(name) instanceof ObjectNode object ? object : parameters.objectNode();
    }

    private static boolean flag(ObjectNode parameters, String name) {
        return !text(parameters, name).equals("false");
    }

    private static int number(ObjectNode parameters, String name, int absent, int least, int most)
            throws CallFailedException {
        var number = InternalActions.integer(parameters.get(name), absent, least, most);
        if (number == null) {
            throw new CallFailedException(name + " must be an integer from " + least + " to " + most);
        }
        return number;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
