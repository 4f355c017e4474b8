package io.attune.server.http;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Lets the pages of listed origins use the API (security.md §8). A request from elsewhere is answered without the headers that would let a
 * page read the answer; it is not refused for its origin, since senders of webhooks may have one too.
 */
@Singleton
class Cors {
    private final Set<String> origins;

    @Inject
    Cors(Settings settings) {
        this.origins = Set.copyOf(settings.get(ConfigKeys.SERVER_CORS_ORIGINS));
    }

    /** @return whether the request was a browser's question before the real one, and is answered now */
    boolean answersPreflight(RoutingContext context) {
        var request = context.request();
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        var headers = context.response().headers();
        headers.add("Vary", "Origin");
        boolean allowed = origins.contains(origin);
        if (allowed) {
            headers.set("Access-Control-Allow-Origin", origin);
            headers.set("Access-Control-Allow-Credentials", "true");
            headers.set(
                    "Access-Control-Expose-Headers",
                    "Authorization, Content-Type, Content-Length, Accept, X-Request-Id");
        }
        if (!HttpMethod.OPTIONS.equals(request.method())
                || request.getHeader("Access-Control-Request-Method") == null) {
            return false;
        }
        if (allowed) {
            headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
            headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept");
            headers.set("Access-Control-Max-Age", "600");
        }
        context.response().setStatusCode(204).end();
        return true;
    }
}
