package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions of arrays, and of strings where these are taken as arrays of letters (expressions.md §4.1, §6). */
final class ListFunctions {
    private ListFunctions() {}

    static List<BuiltIn> all() {
        return List.of(
                BuiltIn.of(
                        "contains",
                        "haystack needle",
                        call -> BooleanNode.valueOf(Values.contains(call.value(0), call.value(1), call.budget()))),
                BuiltIn.of("first", "list", call -> end(call, true)),
                BuiltIn.of("last", "list", call -> end(call, false)),
                BuiltIn.of(
                        "list",
                        "value",
                        call -> call.value(0).isArray() ? call.value(0) : array(call, call.elements(0))),
                BuiltIn.of("reversed", "value", ListFunctions::reversed),
                BuiltIn.of("reverse", "value", ListFunctions::reversed),
                BuiltIn.of("sort", "list reverse? case_sensitive? attribute?", ListFunctions::sort),
                BuiltIn.of("unique", "list attribute?", ListFunctions::unique),
                BuiltIn.of("flat", "list", ListFunctions::flat),
                BuiltIn.of("zip", "a b", ListFunctions::zip),
                BuiltIn.of("slice", "value start end?", ListFunctions::slice),
                BuiltIn.of("index_of", "haystack needle", ListFunctions::indexOf),
                BuiltIn.of("count", "haystack needle?", ListFunctions::count),
                BuiltIn.of("chunks", "list size", ListFunctions::chunks),
                BuiltIn.of("batch", "list size", ListFunctions::chunks));
    }

    static JsonNode array(Invocation call, List<? extends JsonNode> elements) {
        call.budget().create(elements.size());
        return Values.array().addAll(elements);
    }

    /** Undefined for an empty array, as in Jinja2. */
    private static JsonNode end(Invocation call, boolean first) {
        List<JsonNode> elements = call.elements(0);
        if (elements.isEmpty()) {
            return Values.UNDEFINED;
        }
        return first ? elements.getFirst() : elements.getLast();
    }

    private static JsonNode reversed(Invocation call) {
        if (call.value(0).isTextual()) {
            return call.created(new StringBuilder(call.text(0)).reverse().toString());
        }
        return array(call, elementsOf(call.list(0)).reversed());
    }

    private static List<JsonNode> elementsOf(JsonNode list) {
        return list.valueStream().toList();
    }

    private static JsonNode sort(Invocation call) {
        List<Keyed> elements = new ArrayList<>();
        call.list(0).forEach(element -> elements.add(new Keyed(sortKey(call, element), element)));
        boolean texts = elements.stream().allMatch(element -> element.key().isTextual());
        boolean numbers = elements.stream().allMatch(element -> element.key().isNumber());
        if (!texts && !numbers) {
            throw new ValueError("sort: the elements must be all numbers or all strings");
        }
        Comparator<Keyed> order = Comparator.comparing(Keyed::key, (a, b) -> Values.compare(a, b, call.budget()));
        elements.sort(call.flag(1) ? order.reversed() : order);
        return array(call, elements.stream().map(Keyed::element).toList());
    }

    /** An element with what it is sorted by. */
    private record Keyed(JsonNode key, JsonNode element) {}

    private static JsonNode sortKey(Invocation call, JsonNode element) {
        JsonNode key = call.has(3) ? SelectionFunctions.attribute(element, call.text(3), call.budget()) : element;
        boolean foldCase = call.has(2) && !call.flag(2) && key.isTextual();
        return foldCase ? Values.text(key.textValue().toLowerCase(Locale.ROOT)) : key;
    }

    private static JsonNode unique(Invocation call) {
        List<JsonNode> kept = new ArrayList<>();
        // Scalars are compared by a hash of their value; only containers are compared one by one.
        Map<Object, Boolean> seen = new HashMap<>();
        List<JsonNode> containers = new ArrayList<>();
        for (JsonNode element : call.list(0)) {
            JsonNode key = call.has(1) ? SelectionFunctions.attribute(element, call.text(1), call.budget()) : element;
            boolean isNew;
            if (key.isContainerNode()) {
                isNew = containers.stream().noneMatch(other -> Values.equal(other, key, call.budget()));
                if (isNew) {
                    containers.add(key);
                }
            } else {
                isNew = seen.put(Canonical.of(key), true) == null;
            }
            if (isNew) {
                kept.add(element);
            }
        }
        return array(call, kept);
    }

    private static JsonNode flat(Invocation call) {
        ArrayNode result = Values.array();
        for (JsonNode element : call.list(0)) {
            call.budget().create(Math.max(1, element.size()));
            if (element instanceof ArrayNode inner) {
                call.budget().steps(inner.size());
                result.addAll(inner);
            } else {
                result.add(element);
            }
        }
        return result;
    }

    private static JsonNode zip(Invocation call) {
        JsonNode left = call.list(0);
        JsonNode right = call.list(1);
        ArrayNode result = Values.array();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            call.budget().create(3);
            result.addArray().add(left.get(i)).add(right.get(i));
        }
        return result;
    }

    private static JsonNode slice(Invocation call) {
        int start = call.integer(1);
        int end = call.integer(2, Integer.MAX_VALUE);
        if (start < 0 || end < 0) {
            throw new ValueError("slice: negative places are not supported", "write x[-3:] to count from the end");
        }
        if (!call.value(0).isTextual()) {
            List<JsonNode> elements = elementsOf(call.list(0));
            int last = Math.min(end, elements.size());
            return array(call, start < last ? elements.subList(start, last) : List.of());
        }
        String text = call.text(0);
        int last = Math.min(end, Values.length(call.value(0)));
        return call.created(
                start < last
                        ? text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, last))
                        : "");
    }

    private static JsonNode indexOf(Invocation call) {
        if (call.value(0).isTextual()) {
            int found = call.text(0).indexOf(call.text(1));
            return Numbers.of(found < 0 ? -1 : call.text(0).codePointCount(0, found));
        }
        int index = 0;
        for (JsonNode element : call.list(0)) {
            if (Values.equal(element, call.value(1), call.budget())) {
                return Numbers.of(index);
            }
            index++;
        }
        return Numbers.of(-1);
    }

    /** Occurrences of a needle; without one the length, as in Jinja2. */
    private static JsonNode count(Invocation call) {
        if (!call.given(1)) {
            return Numbers.of(Values.length(call.value(0)));
        }
        int count = 0;
        if (call.value(0).isTextual()) {
            String text = call.text(0);
            String needle = call.text(1);
            if (needle.isEmpty()) {
                throw new ValueError("count: the needle is empty");
            }
            for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length())) {
                count++;
            }
            return Numbers.of(count);
        }
        for (JsonNode element : call.list(0)) {
            count += Values.equal(element, call.value(1), call.budget()) ? 1 : 0;
        }
        return Numbers.of(count);
    }

    private static JsonNode chunks(Invocation call) {
        int size = call.integer(1);
        if (size < 1) {
            throw new ValueError(call.name() + ": the size must be at least 1");
        }
        List<JsonNode> elements = elementsOf(call.list(0));
        ArrayNode result = Values.array();
        for (long i = 0; i < elements.size(); i += size) {
            int end = (int) Math.min(elements.size(), i + size);
            result.add(array(call, Collections.unmodifiableList(elements.subList((int) i, end))));
        }
        return result;
    }
}
