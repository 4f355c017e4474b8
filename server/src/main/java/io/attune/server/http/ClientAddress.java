package io.attune.server.http;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells from which address a request comes: that of the connection, unless the connection comes from a trusted proxy; then the last
 * address in {@code X-Forwarded-For} that is no trusted proxy itself, or where there is none the one in {@code X-Real-IP} (runtime.md §4).
 */
@Singleton
public class ClientAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String REAL_IP = "X-Real-IP";
    private static final List<String> SPEAKING_FOR_OTHERS = List.of(FORWARDED_FOR, REAL_IP, "Forwarded");
    private static final List<AddressRange> LOOPBACK =
            List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"));

    private final List<AddressRange> trusted = new ArrayList<>();

    @Inject
    ClientAddress(Settings settings) {
        this(settings.get(ConfigKeys.SERVER_TRUSTED_PROXIES));
    }

    ClientAddress(List<String> trustedProxies) {
        trustedProxies.forEach(range -> trusted.add(AddressRange.parse(range)));
    }

    public String of(HttpServerRequest request) {
        var hops = request.headers().getAll(FORWARDED_FOR);
        return of(peer(request), hops.isEmpty() ? request.headers().getAll(REAL_IP) : hops);
    }

    /** Whether the client came by TLS: to this process, or to a trusted proxy that says so. */
    boolean isSecure(HttpServerRequest request) {
        return request.isSSL()
                || ("https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")) && isTrusted(peer(request)));
    }

    /** Whether the client runs on this machine; not one that asks for somebody else, as a proxy does. */
    static boolean isThisMachine(HttpServerRequest request) {
        String peer = peer(request);
        return LOOPBACK.stream().anyMatch(range -> range.contains(peer))
                && SPEAKING_FOR_OTHERS.stream().noneMatch(request.headers()::contains);
    }

    private static String peer(HttpServerRequest request) {
        String peer =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        return peer == null ? "" : peer;
    }

    String of(String peer, List<String> forwardedFor) {
        String client = peer;
        if (!isTrusted(client)) {
            return client;
        }
        var hops = new ArrayList<String>();
        for (String header : forwardedFor) {
            for (String hop : header.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        for (int i = hops.size() - 1; i >= 0; i--) {
            if (!AddressRange.isAddress(hops.get(i))) {
                return client;
            }
            client = hops.get(i);
            if (!isTrusted(client)) {
                return client;
            }
        }
        return client;
    }

    private boolean isTrusted(String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }
}
