package io.attune.server.http;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of the present request besides its caller: its id and where it came from. Absent outside of requests. */
@Singleton
public class RequestFacts {
    private static final int LONGEST_USER_AGENT = 512;

    private final CurrentVertxRequest current;
    private final ClientAddress clientAddress;

    @Inject
    RequestFacts(CurrentVertxRequest current, ClientAddress clientAddress) {
        this.current = current;
        this.clientAddress = clientAddress;
    }

    /** The id that the answer carries as {@code X-Request-Id}. */
    public @Nullable UUID idIfAny() {
        var context = context();
        return context == null ? null : idOf(context);
    }

    /** As {@link #idIfAny} where there is no present request, on the event loop. */
    public static @Nullable UUID idOf(RoutingContext context) {
        return context.get(RequestGate.REQUEST_ID);
    }

    /** The address of the client, seen through trusted proxies. */
    public @Nullable String clientAddressIfAny() {
        var context = context();
        return context == null ? null : clientAddress.of(context.request());
    }

    /** Whether the client came by TLS, to this process or to a trusted proxy. */
    public boolean isSecure() {
        var context = context();
        return context != null && clientAddress.isSecure(context.request());
    }

    /** Whether the client runs on this machine and asks for nobody else. */
    public boolean comesFromThisMachine() {
        var context = context();
        return context != null && ClientAddress.isThisMachine(context.request());
    }

    /** The query parameter that has this value. */
    Optional<String> queryParameterOf(String value) {
        var context = context();
        return context == null
                ? Optional.empty()
                : context.queryParams().entries().stream()
                        .filter(parameter -> parameter.getValue().equals(value))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    /** What the client calls itself, cut to a sane length. */
    public @Nullable String userAgentIfAny() {
        var context = context();
        return context == null ? null : userAgentOf(context.request());
    }

    public static @Nullable String userAgentOf(HttpServerRequest request) {
        var agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null || agent.length() <= LONGEST_USER_AGENT ? agent : agent.substring(0, LONGEST_USER_AGENT);
    }

    private @Nullable RoutingContext context() {
        return Arc.container().requestContext().isActive() ? current.getCurrent() : null;
    }
}
