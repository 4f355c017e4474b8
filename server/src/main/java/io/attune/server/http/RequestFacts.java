package io.attune.server.http;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
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
        return context == null ? null : context.get(RequestGate.REQUEST_ID);
    }

    /** The address of the client, seen through trusted proxies. */
    public @Nullable String clientAddressIfAny() {
        var context = context();
        return context == null ? null : clientAddress.of(context.request());
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

    private @Nullable RoutingContext context() {
        return Arc.container().requestContext().isActive() ? current.getCurrent() : null;
    }
}
