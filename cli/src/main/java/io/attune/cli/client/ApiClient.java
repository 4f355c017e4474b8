package io.attune.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server as one caller. A 401 leads to one refresh and one repetition; reads are retried when the server is busy or away
 * for a moment; a request that changes something is sent once.
 */
public final class ApiClient {
    private static final String API = "/api/v1";
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Connection connection;
    private final Login login;
    private final int retries;
    private final MutationGuard guard;

    /** What a request carries beside the login. */
    record Request(Body body, Map<String, String> headers) {}

    /** Asked before each request that changes something; throws a {@link Failure} to refuse. */
    @FunctionalInterface
    public interface MutationGuard {
        void check(String method, String path, @Nullable JsonNode body);
    }

    public ApiClient(Connection connection, Login login, int retries, MutationGuard guard) {
        this.connection = connection;
        this.login = login;
        this.retries = retries;
        this.guard = guard;
    }

    public String baseUrl() {
        return connection.baseUrl();
    }

    public Login login() {
        return login;
    }

    /** {@code GET /api/v1<path>}, without the data envelope. */
    public JsonNode get(String path, Query query) {
        return unwrap(json(call("GET", query.appendTo(API + path), Body.none())));
    }

    public JsonNode get(String path) {
        return get(path, Query.none());
    }

    /** {@code GET /api/v1<path>} of a route that answers plain text. */
    public String text(String path, Query query) {
        return call("GET", query.appendTo(API + path), Body.none()).body();
    }

    /** A list page with its {@code items} and {@code pagination}. */
    public JsonNode page(String path, Query query) {
        return json(call("GET", query.appendTo(API + path), Body.none()));
    }

    /** Sends JSON to {@code /api/v1<path>}; the answer comes without the data envelope. */
    public JsonNode send(String method, String path, @Nullable JsonNode body) {
        guard.check(method, path, body);
        return unwrap(json(call(method, API + path, body == null ? Body.none() : Body.json(body))));
    }

    public JsonNode upload(String path, Body body) {
        guard.check("POST", path, null);
        return unwrap(json(call("POST", API + path, body)));
    }

    /** Any route by its full path; the status is the caller's to judge. */
    public Reply raw(String method, String path, Body body) {
        return raw(method, path, body, Map.of());
    }

    /** @param headers of the caller's own; none of them can be the login */
    public Reply raw(String method, String path, Body body, Map<String, String> headers) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            JsonNode shown = body instanceof Body.Text text
                    ? JsonText.parseOrMissing(text.content())
                    : MissingNode.getInstance();
            guard.check(method, path, shown.isMissingNode() ? null : shown);
        }
        return exchange(method, path, new Request(body, headers));
    }

    /** A public route outside the API, such as {@code /auth/login}; no token is sent. */
    public JsonNode open(String method, String path, @Nullable JsonNode body) {
        return unwrap(
                json(send(method, path, new Request(body == null ? Body.none() : Body.json(body), Map.of()), null)));
    }

    /** A route outside {@code /api/v1} as the caller, such as {@code /auth/me}. */
    public JsonNode outside(String method, String path) {
        return unwrap(json(call(method, path, Body.none())));
    }

    /** Sends JSON to a route outside {@code /api/v1} as the caller. */
    public JsonNode outside(String method, String path, JsonNode body) {
        guard.check(method, path, body);
        return unwrap(json(call(method, path, Body.json(body))));
    }

    /** Starts an event stream; the caller closes it. */
    public EventStream stream(String path, Query query) throws IOException {
        String target = query.appendTo(API + path);
        String token = login.accessToken();
        var opened = connection.openStream(target, token);
        if (opened.reply() != null && opened.reply().status() == 401 && refresh(token)) {
            opened = connection.openStream(target, login.accessToken());
        }
        if (opened.reply() != null) {
            throw ServerErrors.failure(opened.reply(), baseUrl());
        }
        return opened.stream();
    }

    /** Renews the tokens now; refused when there is no refresh token. */
    public void refreshNow() {
        String token = login.refreshToken();
        if (token == null) {
            throw notLoggedIn("No refresh token is stored");
        }
        login.renewed(open("POST", "/auth/refresh", Nodes.object().put("refresh_token", token)));
    }

    private Reply call(String method, String target, Body body) {
        Reply reply = exchange(method, target, new Request(body, Map.of()));
        // Asked even without a login: that nothing listens there is the more useful news.
        if (reply.status() == 401 && login.accessToken() == null) {
            throw notLoggedIn("Not logged in at " + baseUrl());
        }
        if (!reply.successful()) {
            throw ServerErrors.failure(reply, baseUrl());
        }
        return reply;
    }

    private Reply exchange(String method, String target, Request request) {
        String token = login.accessToken();
        Reply reply = send(method, target, request, token);
        if (reply.status() == 401 && refresh(token)) {
            reply = send(method, target, request, login.accessToken());
        }
        return reply;
    }

    /**
     * One thread refreshes for all that were refused with the same token.
     *
     * @param refused the token that the server did not accept
     * @return whether there is another token to try
     */
    private synchronized boolean refresh(@Nullable String refused) {
        if (!Objects.equals(login.accessToken(), refused) || login.adoptStored()) {
            return true;
        }
        if (login.refreshToken() == null) {
            return false;
        }
        try {
            refreshNow();
            return true;
        } catch (Failure failure) {
            if (failure.exitCode() == ExitCode.NOT_AUTHENTICATED) {
                // Another call may have used the rotating refresh token between our reading and our request.
                return login.adoptStored();
            }
            throw failure;
        }
    }

    private Reply send(String method, String target, Request request, @Nullable String token) {
        boolean repeatable = method.equals("GET") || method.equals("HEAD");
        for (int attempt = 0; ; attempt++) {
            boolean last = !repeatable || attempt >= retries;
            try {
                Reply reply = connection.exchange(method, target, request, token);
                if (last || !reply.worthRetrying()) {
                    return reply;
                }
                pause(reply.retryAfter(), attempt);
            } catch (IOException e) {
                // A refused connection means that nothing listens: waiting does not help the user who forgot to start
                // it.
                if (last
                        || e instanceof java.net.ConnectException
                        || e instanceof java.net.UnknownHostException
                        || e instanceof javax.net.ssl.SSLException) {
                    throw ServerErrors.unreachable(baseUrl(), e);
                }
                pause(null, attempt);
            }
        }
    }

    private static void pause(@Nullable Duration asked, int attempt) {
        Duration pause = asked != null ? asked : Duration.ofMillis(200L << Math.min(attempt, 5));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(bounded.toMillis()));
    }

    private JsonNode json(Reply reply) {
        if (!reply.successful()) {
            throw ServerErrors.failure(reply, baseUrl());
        }
        if (reply.body().isEmpty()) {
            return Nodes.object();
        }
        JsonNode document = JsonText.parseOrMissing(reply.body());
        if (document.isMissingNode()) {
            throw Failure.of(
                    ExitCode.SERVER_UNAVAILABLE,
                    "The answer of " + baseUrl() + " is not JSON",
                    "Is this the address of an Attune server? attune config show-profile");
        }
        return document;
    }

    private static JsonNode unwrap(JsonNode document) {
        JsonNode data = document.path("data");
        return data.isMissingNode() ? document : data;
    }

    private static Failure notLoggedIn(String what) {
        return Failure.of(ExitCode.NOT_AUTHENTICATED, what, "attune auth login --username NAME");
    }
}
