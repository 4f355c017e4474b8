package io.attune.cli.client;

import io.attune.cli.outcome.Failure;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The proxy for a server, as other programs choose it: by option, else {@code HTTPS_PROXY} or {@code HTTP_PROXY} and {@code NO_PROXY}. */
public final class Proxies {
    private Proxies() {}

    /**
     * @param option {@code --proxy}; it holds for every server
     * @param variable reads the environment; null for a variable that is not set
     */
    public static Proxy choose(URI server, @Nullable String option, UnaryOperator<@Nullable String> variable) {
        if (option != null) {
            return parse("--proxy", option);
        }
        String name = "https".equals(server.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY";
        String set = either(variable, name);
        String exempt = either(variable, "NO_PROXY");
        String host = server.getHost().toLowerCase(Locale.ROOT);
        if (set == null || isHere(host) || (exempt != null && isExempt(host, exempt))) {
            return Proxy.NO_PROXY;
        }
        return parse(name, set);
    }

    private static @Nullable String either(UnaryOperator<@Nullable String> variable, String name) {
        String lower = variable.apply(name.toLowerCase(Locale.ROOT));
        return lower != null ? lower : variable.apply(name);
    }

    private static boolean isHere(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static boolean isExempt(String host, String list) {
        return Stream.of(list.toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.startsWith(".") ? entry.substring(1) : entry)
                .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
    }

    private static Proxy parse(String source, String text) {
        try {
            var uri = new URI(text.contains("://") ? text : "http://" + text);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                int port = uri.getPort() < 0 ? 80 : uri.getPort();
                return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
            }
        } catch (URISyntaxException e) {
            // Falls through to the refusal below, which says what a proxy looks like; the text may hold a password.
        }
        throw Failure.usage(
                source + " names no proxy that can be used",
                "It looks like http://proxy.example.com:3128, without a login");
    }
}
