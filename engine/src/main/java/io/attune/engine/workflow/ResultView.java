package io.attune.engine.workflow;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A task's result as expressions see it (expressions.md §3.5).
 *
 * @param plain the result itself
 * @param secrets where it holds secrets
 * @param wide the result with what is inside {@code data} or {@code stdout} also beside it
 */
record ResultView(JsonNode plain, List<SecretPlace> secrets, ObjectNode wide) {
    private static final JsonMapper JSON = new JsonMapper();

    static ResultView of(ExecutionStatus status, JsonNode result, List<SecretPlace> secrets) {
        ObjectNode wide = JsonNodeFactory.instance.objectNode();
        if (result instanceof ObjectNode object) {
            wide.setAll(inside(object));
            wide.setAll(object);
        }
        if (!wide.has("result")) {
            wide.set(
                    "result",
                    result instanceof ObjectNode
                            ? JsonNodeFactory.instance.objectNode().setAll(wide)
                            : result);
        }
        if (!wide.has("status")) {
            wide.put("status", status.wire());
        }
        return new ResultView(result, secrets, wide);
    }

    /** The structured output: {@code data}, or the object that {@code stdout} is. */
    private static ObjectNode inside(ObjectNode result) {
        if (result.get("data") instanceof ObjectNode data) {
            return data;
        }
        if (!result.has("data") && result.path("stdout").isTextual()) {
            String text = result.get("stdout").textValue().strip();
            if (text.startsWith("{")) {
                try {
                    return JSON.readTree(text) instanceof ObjectNode object ? object : result.objectNode();
                } catch (JacksonException _) {
                    return result.objectNode();
                }
            }
        }
        return result.objectNode();
    }

    /** A secret in {@link #wide}. */
    record WideSecret(List<String> path, SecretSource source) {}

    /** Under each of the names by which a secret of the result can be read. */
    List<WideSecret> wideSecrets() {
        List<WideSecret> found = new ArrayList<>();
        for (SecretPlace secret : secrets) {
            List<String> path = secret.segments();
            List<List<String>> paths = new ArrayList<>(List.of(path));
            boolean inside = !path.isEmpty()
                    && (path.getFirst().equals("data") || path.getFirst().equals("stdout"));
            if (inside && path.size() > 1) {
                paths.add(path.subList(1, path.size()));
            } else if (inside && plain instanceof ObjectNode object) {
                inside(object).fieldNames().forEachRemaining(name -> paths.add(List.of(name)));
            }
            for (List<String> each : paths) {
                found.add(new WideSecret(each, secret.source()));
                if (!plain.has("result")) {
                    found.add(new WideSecret(
                            Stream.concat(Stream.of("result"), each.stream()).toList(), secret.source()));
                }
            }
        }
        return found;
    }
}
