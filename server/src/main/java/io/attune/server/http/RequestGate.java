package io.attune.server.http;

import io.attune.worker.gateway.HttpGatewayProtocol;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * What every request passes first: it gets its id and its deadline, its answer the headers of security.md §8. What no route could make
 * sense of is refused here.
 */
@Singleton
class RequestGate {
    /** Key of the request's id in the routing context. */
    static final String REQUEST_ID = "attune.request-id";

    private static final int BEFORE_ALL_ROUTES = 1000;

    private final Cors cors;
    private final RequestWitness witness;
    private final ClientAddress clientAddress;
    private final OpenRequests open;
    private final RequestDeadline deadline;

    @Inject
    RequestGate(
            Cors cors,
            RequestWitness witness,
            ClientAddress clientAddress,
            OpenRequests open,
            RequestDeadline deadline) {
        this.cors = cors;
        this.witness = witness;
        this.clientAddress = clientAddress;
        this.open = open;
        this.deadline = deadline;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, BEFORE_ALL_ROUTES);
    }

    private void pass(RoutingContext context) {
        var id = UUID.randomUUID();
        context.put(REQUEST_ID, id);
        var request = context.request();
        String path = request.path() == null ? "" : request.path();
        var headers = context.response().headers();
        headers.set("X-Request-Id", id.toString());
        SecurityHeaders.add(headers, path, clientAddress.isSecure(request));
        if (!witness.admit(context)) {
            context.response().putHeader("Retry-After", "1");
            GateAnswer.send(
                    context, 503, ErrorCode.SERVICE_UNAVAILABLE, "Too many requests are under way; try again later");
            return;
        }
        if (cors.answersPreflight(context)) {
            return;
        }
        if (path.startsWith("/q/") || isAnotherPath(path)) {
            // The container's own pages: what of them is meant for operators has a path and a check of ours.
            context.response().setStatusCode(404).end();
        } else if (request.uri().contains("%00")) {
            GateAnswer.send(
                    context, 400, ErrorCode.BAD_REQUEST, "Path and query must not hold the character U+0000 (%00)");
        } else if (isCompressed(request)) {
            GateAnswer.send(
                    context,
                    415,
                    ErrorCode.BAD_REQUEST,
                    "Send the body as it is: compressed requests are not accepted");
        } else if (!mayWait(path) && !open.admit(context)) {
            context.response().putHeader("Retry-After", "1");
            GateAnswer.send(
                    context, 503, ErrorCode.SERVICE_UNAVAILABLE, "Too many requests are under way; try again later");
        } else {
            deadline.start(context);
            context.next();
        }
    }

    /** A trailing slash makes another path (api.md §1.1). */
    private static boolean isAnotherPath(String path) {
        return path.endsWith("/") && !path.equals("/") && !path.startsWith("/docs");
    }

    private static boolean isCompressed(HttpServerRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.strip().equalsIgnoreCase("identity");
    }

    /** Workers wait for work in long polls, and must get through when all others are too many; so must signs of life and what operators watch. */
    private static boolean mayWait(String path) {
        return path.startsWith(HttpGatewayProtocol.BASE) || path.startsWith("/health") || path.equals("/metrics");
    }
}
