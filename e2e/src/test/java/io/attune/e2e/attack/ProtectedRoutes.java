package io.attune.e2e.attack;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The operations of the OpenAPI document that need a token. */
final class ProtectedRoutes {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private ProtectedRoutes() {}

    record Route(String method, String path, String mediaType) {
        /** The status for a caller; the path need not lead to anything. */
        int call(Api caller) {
            boolean reads = method.equals("GET") || method.equals("DELETE");
            return caller.send(
                            method,
                            path.replaceAll("\\{[^}]*}", "1"),
                            reads ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"),
                            reads ? Map.of() : Map.of("Content-Type", mediaType))
                    .status();
        }

        /** Where sensors report what they saw. */
        boolean isForSensors() {
            return path.equals("/api/v1/events") && method.equals("POST");
        }

        /** Where workers ask for the tokens of the sensors they run. */
        boolean isForWorkers() {
            return path.startsWith("/auth/sensor-token") || path.startsWith("/auth/internal/sensor-token");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Route> of(Api api) {
        var document = api.get("/api-spec/openapi.json").expect(200).json();
        var routes = new ArrayList<Route>();
        for (var path : document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey()) && operation.getValue().has("security")) {
                    routes.add(new Route(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            mediaType(operation.getValue())));
                }
            }
        }
        if (routes.size() < 50) {
            throw new AssertionError("the document declares only " + routes.size() + " protected routes");
        }
        return routes;
    }

    private static String mediaType(JsonNode operation) {
        var types = operation.path("requestBody").path("content").fieldNames();
        return types.hasNext() ? types.next() : "application/json";
    }
}
