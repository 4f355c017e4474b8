package io.attune.e2e.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Json;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One row of api.md §6 with the calls that show its behaviour.
 *
 * @param template as in the OpenAPI document
 * @param success the status of a good call
 * @param call makes what the call needs and answers its path and body
 * @param missing a path whose target does not exist, when the route has one
 * @param invalid bodies that must be refused with 422
 * @param permission whether the route needs a grant: then an identity without any gets 403
 */
public record Route(
        String method,
        String template,
        int success,
        Supplier<Call> call,
        Optional<Call> missing,
        List<JsonNode> invalid,
        boolean permission) {

    public record Call(String path, @Nullable JsonNode body) {}

    static Route get(String template, Supplier<String> path) {
        return new Route("GET", template, 200, () -> new Call(path.get(), null), Optional.empty(), List.of(), true);
    }

    static Route post(String template, int success, Supplier<Call> call) {
        return new Route("POST", template, success, call, Optional.empty(), List.of(), true);
    }

    static Route put(String template, Supplier<Call> call) {
        return new Route("PUT", template, 200, call, Optional.empty(), List.of(), true);
    }

    static Route delete(String template, Supplier<String> path) {
        return new Route("DELETE", template, 200, () -> new Call(path.get(), null), Optional.empty(), List.of(), true);
    }

    /** A POST without a body that changes something's state. */
    static Route action(String template, Supplier<String> path, String missing) {
        return post(template, 200, () -> new Call(path.get(), Json.object())).missing(missing);
    }

    static String unique() {
        return "r" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    /** 404 for this path, with the body of a good call. */
    Route missing(String path) {
        return missing(path, Json.object());
    }

    Route missing(String path, JsonNode body) {
        var call = new Call(path, method.equals("GET") || method.equals("DELETE") ? null : body);
        return new Route(method, template, success, this.call, Optional.of(call), invalid, permission);
    }

    Route invalid(JsonNode... bodies) {
        return new Route(method, template, success, call, missing, List.of(bodies), permission);
    }

    /** Every authenticated identity may call it: lists of visible things, and what is one's own. */
    Route forEverybody() {
        return new Route(method, template, success, call, missing, invalid, false);
    }

    @Override
    public String toString() {
        return method + " " + template;
    }
}
