package io.attune.pack.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a YAML document with its place. */
public sealed interface YamlNode {
    Place place();

    /** The value without places. */
    JsonNode json();

    /** What a reader of the file would call it. */
    default String kind() {
        return switch (this) {
            case Mapping _ -> "a map";
            case Sequence _ -> "a list";
            case Scalar(var _, JsonNode value) when value.isNull() -> "nothing";
            case Scalar(var _, JsonNode value) when value.isTextual() -> "text";
            case Scalar(var _, JsonNode value) when value.isBoolean() -> "the boolean " + value.asText();
            case Scalar(var _, JsonNode value) -> "the number " + value.asText();
        };
    }

    /** The node that {@code path} leads to, or the nearest one above it that exists. */
    default YamlNode nearest(List<String> path) {
        YamlNode at = this;
        for (String segment : path) {
            YamlNode next = switch (at) {
                case Mapping mapping -> mapping.get(segment);
                case Sequence sequence -> sequence.item(segment);
                case Scalar _ -> null;
            };
            if (next == null) {
                return at;
            }
            at = next;
        }
        return at;
    }

    /** A map in the order of the file. */
    record Mapping(Place place, Map<String, Member> members) implements YamlNode {
        public Mapping {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /**
         * One member of a map.
         *
         * @param key where its key stands
         */
        public record Member(Place key, YamlNode value) {}

        public @Nullable YamlNode get(String key) {
            Member member = members.get(key);
            return member == null ? null : member.value();
        }

        @Override
        public JsonNode json() {
            var object = JsonNodeFactory.instance.objectNode();
            members.forEach((key, member) -> object.set(key, member.value().json()));
            return object;
        }
    }

    /** A list. */
    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        private @Nullable YamlNode item(String index) {
            if (!index.matches("[0-9]{1,9}") || Integer.parseInt(index) >= items.size()) {
                return null;
            }
            return items.get(Integer.parseInt(index));
        }

        @Override
        public JsonNode json() {
            var array = JsonNodeFactory.instance.arrayNode(items.size());
            items.forEach(item -> array.add(item.json()));
            return array;
        }
    }

    /** Text, a number, a boolean or nothing. */
    record Scalar(Place place, JsonNode value) implements YamlNode {
        @Override
        public JsonNode json() {
            return value;
        }
    }
}
