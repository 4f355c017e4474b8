package io.attune.server.boot;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Keeps requests waiting outside while the platform comes up or goes down: 503 with Retry-After, but for the plain signs of life. */
@Singleton
class ReadinessGate {
    private static final int AFTER_THE_REQUEST_ID = 900;

    private final Platform platform;

    @Inject
    ReadinessGate(Platform platform) {
        this.platform = platform;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, AFTER_THE_REQUEST_ID);
    }

    private void pass(RoutingContext context) {
        String path = context.request().path();
        if (platform.isReady() || path.equals("/health/live")) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(503)
                .putHeader("Retry-After", "1")
                .putHeader("Content-Type", "application/json")
                .end("{\"error\":\"The platform is starting or stopping\",\"code\":\"INTERNAL_SERVER_ERROR\"}");
    }
}
