package io.attune.cli.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.attune.cli.json.Nodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The place on this machine where the browser delivers the tokens of a single sign-on (api-auth.md §1.3). It listens on loopback only, at a path
 * that nobody can guess: a page of somebody else must not hand in a login of its own.
 */
final class SsoCallback implements AutoCloseable {
    private static final int LARGEST_FORM = 64 * 1024;
    private static final String DONE =
            "<!doctype html><title>Attune</title><p>You are logged in. This page can be closed.";

    private final HttpServer server;
    private final String path;
    private final BlockingQueue<ObjectNode> delivered = new ArrayBlockingQueue<>(1);

    /** @param port 0 for any free one */
    SsoCallback(int port) throws IOException {
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        path = "/callback/" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The tokens as the server's login answers name them; empty when the time is over. */
    Optional<ObjectNode> await(Duration longest) {
        try {
            return Optional.ofNullable(delivered.poll(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean expected = exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().getRawPath().equals(path);
            var tokens = expected ? form(exchange) : Nodes.object();
            if (!tokens.hasNonNull("access_token")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] page = DONE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            var _ = delivered.offer(tokens);
        }
    }

    private static ObjectNode form(HttpExchange exchange) throws IOException {
        var text = new String(exchange.getRequestBody().readNBytes(LARGEST_FORM), StandardCharsets.UTF_8);
        var fields = Nodes.object();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
