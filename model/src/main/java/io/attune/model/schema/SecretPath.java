package io.attune.model.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a schema says a secret may be: the steps from the root of a document to it. */
public record SecretPath(List<Step> steps) {
    public SecretPath {
        steps = List.copyOf(steps);
    }

    /** One step into a document. */
    public sealed interface Step {
        /** Whether a segment of a path, a member's name or an item's number, is this step. */
        boolean covers(String segment);
    }

    /** Into the member of that name. */
    public record Member(String name) implements Step {
        @Override
        public boolean covers(String segment) {
            return name.equals(segment);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Into every item of an array. */
    public record EveryItem() implements Step {
        @Override
        public boolean covers(String segment) {
            return true;
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /** Into every member that the schema does not name. */
    public record EveryOther(Set<String> named) implements Step {
        public EveryOther {
            named = Set.copyOf(named);
        }

        @Override
        public boolean covers(String segment) {
            return !named.contains(segment);
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /** A path of members. */
    public static SecretPath of(String... members) {
        return new SecretPath(List.<Step>of()).below(members);
    }

    static List<SecretPath> allIn(Collection<Parameter> parameters) {
        List<SecretPath> found = new ArrayList<>();
        for (Parameter parameter : parameters) {
            List<Step> path = List.of(new Member(parameter.name()));
            if (parameter.secret()) {
                found.add(new SecretPath(path));
            } else {
                collect(parameter.declaration(), path, found);
            }
        }
        return found;
    }

    private static void collect(JsonNode declaration, List<Step> path, List<SecretPath> found) {
        if (JsonSchemaForm.isTrue(declaration.get("secret"))) {
            found.add(new SecretPath(path));
            return;
        }
        Set<String> named = new HashSet<>();
        for (Map.Entry<String, JsonNode> member : declaration.path("properties").properties()) {
            named.add(member.getKey());
            collect(member.getValue(), extended(path, new Member(member.getKey())), found);
        }
        if (declaration.path("items").isObject()) {
            collect(declaration.get("items"), extended(path, new EveryItem()), found);
        }
        if (declaration.path("additionalProperties").isObject()) {
            collect(declaration.get("additionalProperties"), extended(path, new EveryOther(named)), found);
        }
        for (String alternatives : List.of("anyOf", "oneOf", "allOf")) {
            for (JsonNode alternative : declaration.path(alternatives)) {
                collect(alternative, path, found);
            }
        }
    }

    private static List<Step> extended(List<Step> path, Step step) {
        return Stream.concat(path.stream(), Stream.of(step)).toList();
    }

    /** The same place in a document that holds this one below {@code members}. */
    public SecretPath below(String... members) {
        return new SecretPath(Stream.concat(Stream.of(members).map(Member::new), steps.stream())
                .toList());
    }

    /** What is left of it after its first {@code count} steps. */
    public SecretPath after(int count) {
        return new SecretPath(steps.subList(count, steps.size()));
    }

    /** Whether what is at {@code path} is the secret or a part of it. */
    public boolean covers(List<String> path) {
        return path.size() >= steps.size() && meets(path);
    }

    /** Whether what is at {@code path} is the secret, a part of it, or holds it. */
    public boolean meets(List<String> path) {
        for (int i = 0; i < Math.min(path.size(), steps.size()); i++) {
            if (!steps.get(i).covers(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where a document holds the secret; null and missing values are nowhere. A value that is not the object or array that the schema
     * speaks of counts as secret as a whole: what was meant to be hidden may be anywhere in it.
     */
    public List<JsonPointer> locate(JsonNode document) {
        List<JsonPointer> found = new ArrayList<>();
        locate(document, 0, JsonPointer.empty(), found);
        return found;
    }

    private void locate(JsonNode value, int depth, JsonPointer at, List<JsonPointer> found) {
        if (value.isNull() || value.isMissingNode()) {
            return;
        }
        if (depth == steps.size()) {
            found.add(at);
            return;
        }
        switch (steps.get(depth)) {
            case EveryItem _
            when value.isArray() -> {
                for (int item = 0; item < value.size(); item++) {
                    locate(value.get(item), depth + 1, at.appendIndex(item), found);
                }
            }
            case Member(String name)
            when value.isObject() -> locate(value.path(name), depth + 1, at.appendProperty(name), found);
            case EveryOther other
            when value.isObject() -> {
                for (Map.Entry<String, JsonNode> member : value.properties()) {
                    if (other.covers(member.getKey())) {
                        locate(member.getValue(), depth + 1, at.appendProperty(member.getKey()), found);
                    }
                }
            }
            default -> found.add(at);
        }
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining("."));
    }
}
