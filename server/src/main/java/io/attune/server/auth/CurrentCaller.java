package io.attune.server.auth;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the guard leaves the caller of the present request. Resources read it once and pass it on as a parameter. */
@RequestScoped
public class CurrentCaller {
    private static final String KEY = "attune.caller";

    private final CurrentVertxRequest request;
    private @Nullable Caller caller;

    @Inject
    CurrentCaller(CurrentVertxRequest request) {
        this.request = request;
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

    /** Nothing on a public route and before the guard knew who calls. */
    Optional<Caller> find() {
        return Optional.ofNullable(caller);
    }

    void set(Caller caller) {
        this.caller = caller;
        request.getCurrent().put(KEY, caller);
    }
}
