package io.attune.e2e.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.attune.e2e.harness.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document of the running product, and answers held against it. */
final class Document {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final Set<String> CHANGING = Set.of("post", "put", "patch", "delete");

    private final JsonNode document;

    Document(JsonNode document) {
        this.document = document;
    }

    JsonNode operation(Route route) {
        var operation = document.path("paths")
                .path(route.template())
                .path(route.method().toLowerCase(java.util.Locale.ROOT));
        if (operation.isMissingNode()) {
            throw new AssertionError("the OpenAPI document has no " + route);
        }
        return operation;
    }

    /** How the body differs from the schema declared for this status; a route must declare one for its success. */
    List<String> differences(Route route, int status, JsonNode body) {
        var declared = operation(route)
                .path("responses")
                .path(Integer.toString(status))
                .path("content")
                .path("application/json")
                .path("schema");
        if (declared.isMissingNode()) {
            return List.of("no schema declared for " + status);
        }
        // A field that is null stands for one without value; the document does not repeat "or null" for each.
        return schema(declared).validate(withoutNulls(body.deepCopy())).stream()
                .map(Object::toString)
                .toList();
    }

    private Schema schema(JsonNode declared) {
        var root = Json.object("components", document.path("components"));
        root.setAll((ObjectNode) declared.deepCopy());
        return REGISTRY.getSchema(root);
    }

    private static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
            object.forEach(Document::withoutNulls);
        } else if (node instanceof ArrayNode array) {
            array.forEach(Document::withoutNulls);
        }
        return node;
    }

    /** The ids of all operations that are no mere reading. */
    Set<String> changingOperations() {
        Set<String> ids = new TreeSet<>();
        for (var path : document.path("paths")) {
            for (var operation : path.properties()) {
                if (CHANGING.contains(operation.getKey())) {
                    ids.add(operation.getValue().path("operationId").asText());
                }
            }
        }
        return ids;
    }

    Optional<String> operationId(Route route) {
        return Optional.ofNullable(operation(route).path("operationId").textValue());
    }
}
