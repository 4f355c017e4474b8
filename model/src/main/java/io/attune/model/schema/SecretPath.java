package io.attune.model.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Where a schema says a secret may be. A segment is a member name; {@link #EVERY_ITEM} stands for every item of an array.
 */
public record SecretPath(List<String> segments) {
    public static final String EVERY_ITEM = "*";

    public SecretPath {
        segments = List.copyOf(segments);
    }

    static List<SecretPath> allIn(Collection<Parameter> parameters) {
        List<SecretPath> found = new ArrayList<>();
        for (Parameter parameter : parameters) {
            collect(parameter.declaration(), List.of(parameter.name()), found);
        }
        return found;
    }

    private static void collect(JsonNode declaration, List<String> path, List<SecretPath> found) {
        if (JsonSchemaForm.isTrue(declaration.get("secret"))) {
            found.add(new SecretPath(path));
            return;
        }
        for (Map.Entry<String, JsonNode> member : declaration.path("properties").properties()) {
            collect(member.getValue(), extended(path, member.getKey()), found);
        }
        if (declaration.path("items").isObject()) {
            collect(declaration.get("items"), extended(path, EVERY_ITEM), found);
        }
        for (String alternatives : List.of("anyOf", "oneOf", "allOf")) {
            for (JsonNode alternative : declaration.path(alternatives)) {
                collect(alternative, path, found);
            }
        }
    }

    void locate(JsonNode document, List<JsonPointer> found) {
        locate(document, 0, JsonPointer.empty(), found);
    }

    private void locate(JsonNode value, int depth, JsonPointer at, List<JsonPointer> found) {
        if (depth == segments.size()) {
            if (!value.isNull() && !found.contains(at)) {
                found.add(at);
            }
            return;
        }
        String segment = segments.get(depth);
        if (value.isArray() && segment.equals(EVERY_ITEM)) {
            for (int item = 0; item < value.size(); item++) {
                locate(value.get(item), depth + 1, at.appendIndex(item), found);
            }
        } else if (value.isObject() && value.has(segment)) {
            locate(value.get(segment), depth + 1, at.appendProperty(segment), found);
        }
    }

    private static List<String> extended(List<String> path, String segment) {
        List<String> longer = new ArrayList<>(path);
        longer.add(segment);
        return longer;
    }

    @Override
    public String toString() {
        return String.join(".", segments);
    }
}
