package io.attune.server.http;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.Annotation;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Applies what a route says about the size and the duration of its requests ({@link BodyLimit}, {@link Unhurried}), before any of the body is read. */
public class RouteLimits {
    /** Key of the limit in the routing context. */
    static final String BODY_LIMIT = "attune.body-limit";

    /** Where the container looks how much it may read at most. */
    private static final String CONTAINER_LIMIT = "io.quarkus.max-request-size";

    /** Our own limit shall answer, which explains itself; the container's is the net below. */
    private static final long SLACK = 1 << 20;

    private static final int AFTER_THE_GUARD = 6000;

    private final CurrentVertxRequest current;
    private final RequestDeadline deadline;
    private final long ordinaryLimit;

    @Inject
    RouteLimits(CurrentVertxRequest current, RequestDeadline deadline, Settings settings) {
        this.current = current;
        this.deadline = deadline;
        this.ordinaryLimit = settings.get(ConfigKeys.SERVER_MAX_BODY_SIZE).bytes();
    }

    @ServerRequestFilter(priority = AFTER_THE_GUARD)
    public void apply(ContainerRequestContext request, ResourceInfo route) {
        var context = current.getCurrent();
        if (find(Unhurried.class, route) != null) {
            deadline.lift(context);
        }
        BodyLimit own = find(BodyLimit.class, route);
        long limit = own == null ? ordinaryLimit : own.value();
        if (declaredLength(request) > limit) {
            throw new WebApplicationException(413);
        }
        context.put(BODY_LIMIT, limit);
        context.put(CONTAINER_LIMIT, limit + SLACK);
    }

    private static <A extends Annotation> @Nullable A find(Class<A> type, ResourceInfo route) {
        A own = route.getResourceMethod().getAnnotation(type);
        return own != null ? own : route.getResourceClass().getAnnotation(type);
    }

    /** Zero where the client does not say; then the limit holds while reading. */
    private static long declaredLength(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw AttuneException.badRequest("Content-Length must be a number");
        }
    }
}
