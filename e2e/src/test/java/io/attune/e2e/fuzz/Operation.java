package io.attune.e2e.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One operation of the OpenAPI document.
 *
 * @param path its template
 * @param query names of its query parameters
 * @param fields names of the members of its body, empty when it takes none
 * @param takesJson whether it takes a JSON body
 */
record Operation(String method, String path, List<String> query, List<String> fields, boolean takesJson) {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    static List<Operation> of(JsonNode document) {
        var operations = new ArrayList<Operation>();
        for (var path : document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    operations.add(read(document, path.getKey(), operation.getKey(), operation.getValue()));
                }
            }
        }
        return operations;
    }

    private static Operation read(JsonNode document, String path, String method, JsonNode operation) {
        var query = new ArrayList<String>();
        for (var parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                query.add(parameter.path("name").asText());
            }
        }
        var json = operation.path("requestBody").path("content").path("application/json");
        var fields = new ArrayList<String>();
        resolved(document, json.path("schema")).path("properties").fieldNames().forEachRemaining(fields::add);
        return new Operation(method.toUpperCase(Locale.ROOT), path, query, fields, !json.isMissingNode());
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        var reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    /** The path with {@code value} in every place of the template. */
    String pathWith(String value) {
        return path.replaceAll("\\{[^}]*}", java.util.regex.Matcher.quoteReplacement(value));
    }

    boolean hasPathParameters() {
        return path.contains("{");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
