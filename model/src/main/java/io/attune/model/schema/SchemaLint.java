package io.attune.model.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.Spelling;
import io.attune.model.WireEnum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a flat schema that somebody wrote: everything at once, each with its place (packs.md §4). */
public final class SchemaLint {
    private static final int MAX_DEPTH = 20;
    private static final List<String> TYPES =
            Arrays.stream(ParameterType.values()).map(WireEnum::wire).toList();
    private static final Map<String, String> OTHER_NAMES_OF_TYPES = Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("long", "integer"),
            Map.entry("str", "string"),
            Map.entry("text", "string"),
            Map.entry("bool", "boolean"),
            Map.entry("float", "number"),
            Map.entry("double", "number"),
            Map.entry("decimal", "number"),
            Map.entry("list", "array"),
            Map.entry("tuple", "array"),
            Map.entry("dict", "object"),
            Map.entry("map", "object"),
            Map.entry("json", "object"));

    private final Function<String, Optional<String>> patternProblem;
    private final List<SchemaProblem> problems = new ArrayList<>();

    private SchemaLint(Function<String, Optional<String>> patternProblem) {
        this.patternProblem = patternProblem;
    }

    /**
     * @param patternProblem what is wrong with a regular expression, if anything; given by the caller because this module has no
     *     expression engine
     */
    public static List<SchemaProblem> check(
            @Nullable JsonNode schema, Function<String, Optional<String>> patternProblem) {
        SchemaLint lint = new SchemaLint(patternProblem);
        if (schema != null && !schema.isNull() && !schema.isMissingNode()) {
            lint.root(schema);
        }
        return List.copyOf(lint.problems);
    }

    private void root(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            error(
                    List.of(),
                    "a schema is a map of parameter names, found " + ParameterType.nameOf(schema),
                    "write one entry per parameter: 'name: { type: string }'");
        } else if (FlatSchema.isJsonSchema(object)) {
            declaration(object, List.of(), 0);
        } else {
            members(object, List.of(), 0);
        }
    }

    private void members(ObjectNode members, List<String> path, int depth) {
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            List<String> place = with(path, member.getKey());
            if (member.getKey().isBlank()) {
                error(place, "a parameter needs a name", null);
            }
            schema(member.getValue(), place, depth);
        }
    }

    /** One schema wherever a schema may stand; {@code true} and {@code false} are schemas only in the places that say so. */
    private void schema(JsonNode value, List<String> place, int depth) {
        if (depth > MAX_DEPTH) {
            error(place, "schemas may be nested at most " + MAX_DEPTH + " levels deep", null);
        } else if (value instanceof ObjectNode declaration) {
            declaration(declaration, place, depth);
        } else if (value.isTextual()) {
            String hint = meantType(value.textValue())
                    .map(type -> "write '{ type: " + type + " }'")
                    .orElse("write '{ type: string }'");
            error(place, "a parameter is described by a map, found the text '" + shown(value) + "'", hint);
        } else {
            error(place, "a parameter is described by a map, found " + ParameterType.nameOf(value), null);
        }
    }

    private void declaration(ObjectNode declaration, List<String> path, int depth) {
        type(declaration, path);
        for (Map.Entry<String, JsonNode> entry : declaration.properties()) {
            keyword(entry.getKey(), entry.getValue(), with(path, entry.getKey()), depth);
        }
        bounds(declaration, path);
        defaultValue(declaration, path);
    }

    private void type(ObjectNode declaration, List<String> path) {
        JsonNode type = declaration.get("type");
        if (type == null) {
            return;
        }
        List<String> place = with(path, "type");
        if (!type.isTextual()) {
            error(place, "a type is one word, found " + ParameterType.nameOf(type), "use one of " + list(TYPES));
        } else if (FlatSchema.typeOf(declaration).isEmpty()) {
            String hint =
                    meantType(type.textValue()).map(SchemaLint::didYouMean).orElse("use one of " + list(TYPES));
            error(place, "'" + shown(type) + "' is not a type", hint);
        }
    }

    private static Optional<String> meantType(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (TYPES.contains(lower)) {
            return Optional.of(lower);
        }
        return Optional.ofNullable(OTHER_NAMES_OF_TYPES.get(lower)).or(() -> Spelling.nearest(lower, TYPES));
    }

    private void keyword(String keyword, JsonNode value, List<String> place, int depth) {
        switch (keyword) {
            case "type", "default", "examples" -> {}
            case "required" -> {
                if (!value.isBoolean() && !isListOfTexts(value)) {
                    error(place, "must be true or false, found " + ParameterType.nameOf(value), null);
                }
            }
            case "secret" -> mustBe(JsonSchemaForm.Form.FLAG, value, place);
            case "position" -> {
                if (!value.isIntegralNumber()) {
                    error(place, "must be a whole number, found " + ParameterType.nameOf(value), null);
                }
            }
            case "properties" -> {
                if (value instanceof ObjectNode members) {
                    members(members, place, depth + 1);
                } else {
                    error(place, "must be a map of members, found " + ParameterType.nameOf(value), null);
                }
            }
            case "items", "additionalProperties", "not" -> {
                if (!value.isBoolean()) {
                    schema(value, place, depth + 1);
                }
            }
            case "anyOf", "oneOf", "allOf" -> alternatives(value, place, depth);
            case "enum" -> {
                if (!value.isArray() || value.isEmpty()) {
                    error(place, "must be a list of at least one value", null);
                }
            }
            case "pattern" -> {
                mustBe(JsonSchemaForm.Form.TEXT, value, place);
                if (value.isTextual()) {
                    patternProblem.apply(value.textValue()).ifPresent(problem -> error(place, problem, null));
                }
            }
            default -> {
                if (JsonSchemaForm.KEYWORDS.contains(keyword)) {
                    mustBe(JsonSchemaForm.formOf(keyword), value, place);
                } else {
                    unknown(keyword, place);
                }
            }
        }
    }

    private void alternatives(JsonNode value, List<String> place, int depth) {
        if (!value.isArray() || value.isEmpty()) {
            error(place, "must be a list of at least one schema", null);
            return;
        }
        for (int index = 0; index < value.size(); index++) {
            schema(value.get(index), with(place, Integer.toString(index)), depth + 1);
        }
    }

    private void unknown(String keyword, List<String> place) {
        String hint = Spelling.nearest(keyword, JsonSchemaForm.KEYWORDS)
                .map(SchemaLint::didYouMean)
                .orElse(null);
        problems.add(new SchemaProblem(
                false, place, "'" + clipped(keyword) + "' is not a schema keyword and is ignored", hint));
    }

    private void bounds(ObjectNode declaration, List<String> path) {
        for (List<String> pair : List.of(
                List.of("minimum", "maximum"),
                List.of("minLength", "maxLength"),
                List.of("minItems", "maxItems"),
                List.of("minProperties", "maxProperties"))) {
            JsonNode least = declaration.path(pair.get(0));
            JsonNode most = declaration.path(pair.get(1));
            if (least.isNumber() && most.isNumber() && least.decimalValue().compareTo(most.decimalValue()) > 0) {
                error(
                        with(path, pair.get(0)),
                        "is " + shown(least) + ", above " + pair.get(1) + " " + shown(most) + ": no value can fit",
                        null);
            }
        }
    }

    private void defaultValue(ObjectNode declaration, List<String> path) {
        JsonNode value = declaration.get("default");
        if (value == null || value.isNull()) {
            return;
        }
        List<String> place = with(path, "default");
        Optional<ParameterType> type = FlatSchema.typeOf(declaration);
        if (type.isPresent() && !type.get().accepts(value)) {
            error(
                    place,
                    "must be of type " + type.get().wire() + ", found " + ParameterType.nameOf(value)
                            + (value.isTextual() ? " '" + shown(value) + "'" : ""),
                    null);
            return;
        }
        if (declaration.get("enum") instanceof ArrayNode allowed && !contains(allowed, value)) {
            error(place, "'" + shown(value) + "' is not one of the values of enum", null);
        }
        if (value.isNumber()) {
            JsonNode least = declaration.path("minimum");
            JsonNode most = declaration.path("maximum");
            if (least.isNumber() && value.doubleValue() < least.doubleValue()) {
                error(place, shown(value) + " is below minimum " + shown(least), null);
            }
            if (most.isNumber() && value.doubleValue() > most.doubleValue()) {
                error(place, shown(value) + " is above maximum " + shown(most), null);
            }
        }
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode element : list) {
            if (element.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private void mustBe(JsonSchemaForm.Form form, JsonNode value, List<String> place) {
        if (!form.fits(value)) {
            error(place, "must be " + form.phrase() + ", found " + ParameterType.nameOf(value), null);
        }
    }

    private static boolean isListOfTexts(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                return false;
            }
        }
        return true;
    }

    private void error(List<String> path, String message, @Nullable String hint) {
        problems.add(new SchemaProblem(true, path, message, hint));
    }

    private static String didYouMean(String word) {
        return "did you mean '" + word + "'?";
    }

    private static String shown(JsonNode value) {
        return clipped(value.isTextual() ? value.textValue() : value.toString());
    }

    private static String clipped(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private static String list(List<String> words) {
        return String.join(", ", words);
    }

    private static List<String> with(List<String> path, String segment) {
        List<String> longer = new ArrayList<>(path);
        longer.add(segment);
        return longer;
    }
}
