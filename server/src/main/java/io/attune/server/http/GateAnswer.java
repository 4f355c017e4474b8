package io.attune.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.ext.web.RoutingContext;

/** Refusals of requests that get to no route, in the shape of all others (api.md §1.4). */
final class GateAnswer {
    private GateAnswer() {}

    static void send(RoutingContext context, int status, ErrorCode code, String message) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("error", message);
        body.put("code", code.name());
        if (status >= 500) {
            body.putObject("details")
                    .put(
                            "request_id",
                            context.<java.util.UUID>get(RequestGate.REQUEST_ID).toString());
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toString());
    }
}
