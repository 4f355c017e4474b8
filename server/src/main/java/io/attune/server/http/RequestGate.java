package io.attune.server.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What every request passes first: it gets its id, its answer the headers of security.md §8; a trailing slash is another path. */
@Singleton
class RequestGate {
    /** Key of the request's id in the routing context. */
    static final String REQUEST_ID = "attune.request-id";

    private static final int BEFORE_ALL_ROUTES = 1000;

    private final Cors cors;
    private final RequestWitness witness;

    @Inject
    RequestGate(Cors cors, RequestWitness witness) {
        this.cors = cors;
        this.witness = witness;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, BEFORE_ALL_ROUTES);
    }

    private void pass(RoutingContext context) {
        var id = UUID.randomUUID();
        context.put(REQUEST_ID, id);
        var headers = context.response().headers();
        headers.set("X-Request-Id", id.toString());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        if (!witness.admit(context)) {
            context.response().setStatusCode(503).putHeader("Retry-After", "1").end();
            return;
        }
        if (cors.answersPreflight(context)) {
            return;
        }
        String path = context.request().path();
        if (path.startsWith("/q/")) {
            // The container's own pages; what of them is meant for operators has a path and a check of ours.
            context.response().setStatusCode(404).end();
            return;
        }
        if (isApi(path)) {
            headers.set("Cache-Control", "no-store");
        }
        if (path.endsWith("/") && !path.equals("/") && !path.startsWith("/docs")) {
            context.response().setStatusCode(404).end();
            return;
        }
        context.next();
    }

    private static boolean isApi(String path) {
        return path.startsWith("/api/") || path.startsWith("/auth/");
    }
}
