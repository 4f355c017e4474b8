package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.graph.Problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One object of a definition, read field by field. A value of the wrong form is reported, and then counts as absent, as null does. */
record Form(ObjectNode fields, List<String> path, @Nullable String task, Problems problems) {
    Form {
        path = List.copyOf(path);
    }

    Form of(String task) {
        return new Form(fields, path, task, problems);
    }

    /** As {@link #each}; also an object of objects, whose names become the field {@code name}, as in old samples. */
    List<Form> eachOrNamed(String field) {
        if (!(fields.get(field) instanceof ObjectNode byName)) {
            return each(field);
        }
        List<Form> each = new ArrayList<>();
        byName.properties().forEach(member -> {
            if (object(member.getValue(), field, member.getKey()) instanceof ObjectNode entry) {
                each.add(inner(entry.deepCopy().put("name", member.getKey()), field, member.getKey()));
            }
        });
        return each;
    }

    /** A list of objects. */
    List<Form> each(String field) {
        var value = find(field).orElse(JsonNodeFactory.instance.arrayNode());
        List<Form> each = new ArrayList<>();
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                String index = String.valueOf(i);
                if (object(value.get(i), field, index) instanceof ObjectNode entry) {
                    each.add(inner(entry, field, index));
                }
            }
        } else {
            fatal("must be a list, found " + kind(value), null, field);
        }
        return each;
    }

    private @Nullable JsonNode object(JsonNode value, String... at) {
        if (!value.isObject()) {
            fatal("must be a map, found " + kind(value), null, at);
        }
        return value;
    }

    private Form inner(ObjectNode entry, String... at) {
        return new Form(entry, Problems.within(path, at), task, problems);
    }

    Optional<Form> inside(String field) {
        return find(field)
                .map(value -> object(value, field) instanceof ObjectNode object ? inner(object, field) : null);
    }

    boolean has(String field) {
        return find(field).isPresent();
    }

    Optional<JsonNode> find(String field) {
        return Optional.ofNullable(fields.get(field)).filter(value -> !value.isNull());
    }

    Optional<String> text(String field) {
        var value = find(field);
        if (value.isPresent() && !value.get().isTextual()) {
            fatal("must be text, found " + kind(value.get()), "put the value in quotes", field);
        }
        return value.filter(JsonNode::isTextual).map(JsonNode::textValue).filter(text -> !text.isBlank());
    }

    Optional<Integer> number(String field, int least, int most) {
        var value = find(field);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        var number = value.get();
        if (!number.isIntegralNumber()
                || !number.canConvertToInt()
                || number.intValue() < least
                || number.intValue() > most) {
            fatal(
                    "must be a whole number "
                            + (most == Integer.MAX_VALUE ? "from " + least : "between " + least + " and " + most)
                            + ", found " + kind(number),
                    null,
                    field);
            return Optional.empty();
        }
        return Optional.of(number.intValue());
    }

    boolean flag(String field) {
        var value = find(field);
        if (value.isPresent() && !value.get().isBoolean()) {
            fatal("must be true or false, found " + kind(value.get()), null, field);
        }
        return value.filter(JsonNode::booleanValue).isPresent();
    }

    void fatal(String message, @Nullable String hint, String... at) {
        problems.add(Severity.FATAL, task, Problems.within(path, at), message, hint);
    }

    void error(String message, @Nullable String hint, String... at) {
        problems.add(Severity.ERROR, task, Problems.within(path, at), message, hint);
    }

    void advise(String message, @Nullable String hint, String... at) {
        problems.add(Severity.ADVICE, task, Problems.within(path, at), message, hint);
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "a map";
            case STRING -> "text";
            case NUMBER -> "the number " + value.asText();
            case BOOLEAN -> "the boolean " + value.asText();
            case NULL, MISSING, BINARY, POJO -> "nothing";
        };
    }
}
