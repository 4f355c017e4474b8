package io.attune.model.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns flat schemas into JSON Schema (packs.md §4). Works by an allow-list: a keyword that is not named here does not get through, so
 * no schema can make a validator load or reference anything. {@code required: true} of a member becomes an entry in the {@code required}
 * list of the object around it, at every depth.
 */
final class JsonSchemaForm {
    /** Keywords whose value is copied when it has the form JSON Schema demands. */
    private static final Map<String, Form> SIMPLE = Map.ofEntries(
            Map.entry("enum", Form.LIST),
            Map.entry("const", Form.ANYTHING),
            Map.entry("format", Form.TEXT),
            Map.entry("pattern", Form.TEXT),
            Map.entry("minimum", Form.NUMBER),
            Map.entry("maximum", Form.NUMBER),
            Map.entry("exclusiveMinimum", Form.NUMBER),
            Map.entry("exclusiveMaximum", Form.NUMBER),
            Map.entry("multipleOf", Form.POSITIVE),
            Map.entry("minLength", Form.COUNT),
            Map.entry("maxLength", Form.COUNT),
            Map.entry("minItems", Form.COUNT),
            Map.entry("maxItems", Form.COUNT),
            Map.entry("uniqueItems", Form.FLAG),
            Map.entry("minProperties", Form.COUNT),
            Map.entry("maxProperties", Form.COUNT),
            Map.entry("description", Form.TEXT),
            Map.entry("title", Form.TEXT));

    /** Keywords that hold one schema, and those that hold a list of them. */
    private static final Set<String> NESTED = Set.of("items", "additionalProperties", "not");

    private static final Set<String> ALTERNATIVES = Set.of("anyOf", "oneOf", "allOf");

    /** Everything a parameter may say, for the lint. */
    static final Set<String> KEYWORDS = allKeywords();

    private JsonSchemaForm() {}

    enum Form {
        ANYTHING,
        TEXT,
        NUMBER,
        POSITIVE,
        COUNT,
        FLAG,
        LIST;

        boolean fits(JsonNode value) {
            return switch (this) {
                case ANYTHING -> true;
                case TEXT -> value.isTextual();
                case NUMBER -> value.isNumber();
                case POSITIVE -> value.isNumber() && value.doubleValue() > 0;
                case COUNT -> value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= 0;
                case FLAG -> value.isBoolean();
                case LIST -> value.isArray();
            };
        }

        String phrase() {
            return switch (this) {
                case ANYTHING -> "any value";
                case TEXT -> "a text";
                case NUMBER -> "a number";
                case POSITIVE -> "a number above 0";
                case COUNT -> "a whole number of at least 0";
                case FLAG -> "true or false";
                case LIST -> "a list";
            };
        }
    }

    static ObjectNode of(ObjectNode source, boolean jsonSchema) {
        if (jsonSchema) {
            return convert(source);
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("type", ParameterType.OBJECT.wire());
        members(source, List.of(), result);
        return result;
    }

    static List<Parameter> parameters(ObjectNode source, boolean jsonSchema) {
        List<Parameter> parameters = new ArrayList<>();
        ObjectNode entries = jsonSchema ? (ObjectNode) source.get("properties") : source;
        Set<String> listed = jsonSchema ? requiredList(source) : Set.of();
        boolean secret = jsonSchema && isTrue(source.get("secret"));
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (entry.getValue() instanceof ObjectNode declaration) {
                JsonNode defaultValue = declaration.get("default");
                parameters.add(new Parameter(
                        entry.getKey(),
                        FlatSchema.typeOf(declaration).orElse(null),
                        isTrue(declaration.get("required")) || listed.contains(entry.getKey()),
                        secret || isTrue(declaration.get("secret")),
                        defaultValue == null || defaultValue.isNull() ? null : defaultValue,
                        declaration));
            }
        }
        return parameters;
    }

    static Form formOf(String keyword) {
        return SIMPLE.getOrDefault(keyword, Form.ANYTHING);
    }

    static boolean isTrue(@Nullable JsonNode flag) {
        return flag != null && flag.isBoolean() && flag.booleanValue();
    }

    private static ObjectNode convert(ObjectNode declaration) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        FlatSchema.typeOf(declaration).ifPresent(type -> result.put("type", type.wire()));
        for (Map.Entry<String, JsonNode> entry : declaration.properties()) {
            String keyword = entry.getKey();
            JsonNode value = entry.getValue();
            Form form = SIMPLE.get(keyword);
            if (form != null) {
                if (form.fits(value)) {
                    result.set(keyword, value.deepCopy());
                }
            } else if (NESTED.contains(keyword)) {
                nested(value).ifPresent(schema -> result.set(keyword, schema));
            } else if (ALTERNATIVES.contains(keyword) && value.isArray() && !value.isEmpty()) {
                ArrayNode alternatives = result.putArray(keyword);
                value.forEach(one -> nested(one).ifPresent(alternatives::add));
                if (alternatives.isEmpty()) {
                    result.remove(keyword);
                }
            }
        }
        if (declaration.get("properties") instanceof ObjectNode properties) {
            members(properties, List.copyOf(requiredList(declaration)), result);
        } else if (!requiredList(declaration).isEmpty()) {
            members(JsonNodeFactory.instance.objectNode(), List.copyOf(requiredList(declaration)), result);
        }
        return result;
    }

    private static Optional<JsonNode> nested(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return Optional.of(convert(object));
        }
        return value.isBoolean() ? Optional.of(value) : Optional.empty();
    }

    private static void members(ObjectNode entries, List<String> alsoRequired, ObjectNode result) {
        ObjectNode properties = result.putObject("properties");
        Set<String> required = new LinkedHashSet<>(alsoRequired);
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (entry.getValue() instanceof ObjectNode declaration) {
                properties.set(entry.getKey(), convert(declaration));
                if (isTrue(declaration.get("required"))) {
                    required.add(entry.getKey());
                }
            }
        }
        if (!required.isEmpty()) {
            ArrayNode names = result.putArray("required");
            required.forEach(names::add);
        }
    }

    private static Set<String> requiredList(ObjectNode declaration) {
        Set<String> names = new LinkedHashSet<>();
        if (declaration.get("required") instanceof ArrayNode list) {
            list.forEach(name -> {
                if (name.isTextual()) {
                    names.add(name.textValue());
                }
            });
        }
        return names;
    }

    private static Set<String> allKeywords() {
        Set<String> all = new HashSet<>(SIMPLE.keySet());
        all.addAll(NESTED);
        all.addAll(ALTERNATIVES);
        all.addAll(Set.of("type", "required", "secret", "default", "position", "properties", "examples"));
        return Set.copyOf(all);
    }
}
