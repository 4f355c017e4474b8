package io.attune.server.auth;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the guard leaves the caller of the present request. Resources read it once and pass it on as a parameter. */
@RequestScoped
public class CurrentCaller {
    private static final String KEY = "attune.caller";

    private final CurrentVertxRequest request;
    private final Clock clock;
    private @Nullable Caller caller;
    private @Nullable Supplier<Caller> authenticate;

    @Inject
    CurrentCaller(CurrentVertxRequest request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    /** Who made a request, for those who see it end; nothing on a public route and before the guard knew who calls. */
    public static Optional<Caller> of(RoutingContext context) {
        return Optional.ofNullable(context.get(KEY));
    }

    /** @throws IllegalStateException on a public route: a bug of the route */
    public Caller get() {
        if (caller == null) {
            throw new IllegalStateException("no caller: this route is public");
        }
        return caller;
    }

    /** For a route whose answer goes on. */
    public LiveCaller live() {
        if (authenticate == null) {
            throw new IllegalStateException("no caller: this route is public");
        }
        return new LiveCaller(get(), authenticate, clock);
    }

    /** Nothing on a public route and before the guard knew who calls. */
    Optional<Caller> find() {
        return Optional.ofNullable(caller);
    }

    /** @param again authenticates once more what the request showed */
    void set(Caller caller, Supplier<Caller> again) {
        this.caller = caller;
        request.getCurrent().put(KEY, caller);
        this.authenticate = again;
    }
}
