package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One error of the schema library in our terms.
 *
 * @param path where, from the root of the parameters; for a missing member the path of that member
 * @param keyword the violated word
 * @param limit what the schema says for that word
 * @param found the value there; a missing node for a missing member
 */
record Mismatch(List<String> path, String keyword, JsonNode limit, JsonNode found) {
    private static final Set<String> ALTERNATIVES = Set.of("anyOf", "oneOf", "not");

    /** Words of a schema after which the path inside the value gets one segment longer, and how many more segments name the schema. */
    private static final Set<String> STEP_BY_NAME = Set.of("properties");

    private static final Set<String> STEP = Set.of("items", "additionalProperties");

    static Mismatch of(Error error, JsonNode document) {
        List<String> evaluation = segments(error.getEvaluationPath());
        List<String> instance = segments(error.getInstanceLocation());
        int depth = 0;
        for (int i = 0; i < evaluation.size(); i++) {
            String word = evaluation.get(i);
            if (STEP_BY_NAME.contains(word)) {
                depth++;
                i++;
            } else if (STEP.contains(word)) {
                depth++;
            } else if (word.equals("allOf")) {
                i++;
            } else if (ALTERNATIVES.contains(word)) {
                // Why each alternative was refused helps nobody; that none fits is the one thing to say.
                List<String> place = instance.subList(0, Math.min(depth, instance.size()));
                return new Mismatch(List.copyOf(place), word, MissingNode.getInstance(), at(document, place));
            }
        }
        String keyword = error.getKeyword() == null ? "schema" : error.getKeyword();
        JsonNode limit = error.getSchemaNode() == null ? MissingNode.getInstance() : error.getSchemaNode();
        if (keyword.equals("required") && error.getProperty() != null) {
            List<String> member = new ArrayList<>(instance);
            member.add(error.getProperty());
            return new Mismatch(List.copyOf(member), keyword, limit, MissingNode.getInstance());
        }
        return new Mismatch(List.copyOf(instance), keyword, limit, at(document, instance));
    }

    boolean isMissing() {
        return keyword.equals("required");
    }

    private static List<String> segments(NodePath path) {
        List<String> segments = new ArrayList<>(path.getNameCount());
        for (int i = 0; i < path.getNameCount(); i++) {
            segments.add(path.getName(i));
        }
        return segments;
    }

    private static JsonNode at(JsonNode document, List<String> path) {
        JsonNode value = document;
        for (String segment : path) {
            value = value.isArray() ? value.path(Integer.parseInt(segment)) : value.path(segment);
        }
        return value;
    }
}
