package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions of objects (expressions.md §6). */
final class ObjectFunctions {
    private ObjectFunctions() {}

    static List<BuiltIn> all() {
        return List.of(
                BuiltIn.of("keys", "object", call -> {
                    call.object(0);
                    return ListFunctions.array(call, call.elements(0));
                }),
                BuiltIn.of(
                        "values",
                        "object",
                        call -> ListFunctions.array(
                                call, call.object(0).valueStream().toList())),
                BuiltIn.of("items", "object", ObjectFunctions::items),
                BuiltIn.of("dictsort", "object", ObjectFunctions::sorted),
                BuiltIn.of("merge", "a b", ObjectFunctions::merge));
    }

    private static JsonNode items(Invocation call) {
        ArrayNode pairs = Values.array();
        for (Map.Entry<String, JsonNode> member : call.object(0).properties()) {
            call.budget().create(3);
            pairs.addArray().add(member.getKey()).add(member.getValue());
        }
        return pairs;
    }

    /** Pairs by name, capitals and small letters alike, as in Jinja2. */
    private static JsonNode sorted(Invocation call) {
        List<JsonNode> pairs = items(call)
                .valueStream()
                .sorted(Comparator.comparing(pair -> pair.get(0).textValue().toLowerCase(Locale.ROOT)))
                .toList();
        return ListFunctions.array(call, pairs);
    }

    private static JsonNode merge(Invocation call) {
        call.budget().create((long) call.object(0).size() + call.object(1).size());
        ObjectNode merged = Values.JSON.objectNode();
        call.object(0).properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
        call.object(1).properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
        return merged;
    }
}
