package io.attune.cli.parameter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.Query;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The parameters of an action, or the members of an answer, to give {@code name=value} the type that is expected: {@code version=1.10} stays text for a string parameter
 * (cli.md §3.4). Whether a value is allowed is the server's to say.
 */
public final class ParameterSchema {
    private final JsonNode parameters;

    /** @param schema flat schema, or JSON Schema with {@code properties}; anything else knows no parameter */
    public ParameterSchema(JsonNode schema) {
        boolean jsonSchema = schema.path("type").asText().equals("object")
                && schema.path("properties").isObject();
        this.parameters = jsonSchema ? schema.path("properties") : schema;
    }

    /** The parameters that an action takes. */
    public static ParameterSchema ofAction(Call call, String ref) {
        return new ParameterSchema(
                call.client().get("/actions/" + Query.segment(ref)).path("param_schema"));
    }

    /**
     * The values of {@code NAME=VALUE} pairs; a value may be {@code @file} or {@code @-}.
     *
     * @param otherwise what a text that is no pair is not, such as "is not a parameter"
     */
    public ObjectNode values(Call call, List<String> pairs, String otherwise) {
        var values = Nodes.object();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw Failure.usage("'" + pair + "' " + otherwise, "It looks like NAME=VALUE");
            }
            String name = pair.substring(0, equals);
            values.set(name, value(name, call.content(pair.substring(equals + 1))));
        }
        return values;
    }

    /** A value as the parameter's type wants it; without a known type JSON where it is JSON, else text. */
    public JsonNode value(String name, String text) {
        return switch (Nodes.text(parameters.path(name), "type")) {
            case "string" -> JsonNodeFactory.instance.textNode(text);
            case "array", "object" -> structured(name, text);
            default -> jsonOrText(text);
        };
    }

    private static JsonNode structured(String name, String text) {
        try {
            return YamlText.parse(text);
        } catch (JsonProcessingException e) {
            throw Failure.usage(
                    "Parameter " + name + " is neither JSON nor YAML: " + e.getOriginalMessage(),
                    "Such as --param '" + name + "=[1, 2]' or --param " + name + "=@file.yaml");
        }
    }

    private static JsonNode jsonOrText(String text) {
        JsonNode value = JsonText.parseOrMissing(text);
        return value.isMissingNode() ? JsonNodeFactory.instance.textNode(text) : value;
    }

    /** One row per parameter, in the order that the schema gives. */
    public List<JsonNode> rows() {
        var rows = new ArrayList<JsonNode>();
        parameters.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode field) {
                ObjectNode row = field.deepCopy();
                row.put("name", entry.getKey());
                if (field.path("secret").asBoolean(false)) {
                    row.remove("default");
                }
                rows.add(row);
            }
        });
        rows.sort(Comparator.comparingInt(row -> row.path("position").asInt(Integer.MAX_VALUE)));
        return rows;
    }
}
