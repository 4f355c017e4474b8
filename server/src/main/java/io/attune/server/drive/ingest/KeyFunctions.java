package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.engine.parameter.ReachableKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code kv.get(ref, default=v)} and {@code kv.get_secret(ref)} (expressions.md §4.1). */
public final class KeyFunctions {
    private static final Set<String> NAMED = Set.of("ref", "default");

    private KeyFunctions() {}

    /** The value of the key, else the default, else null. */
    public static JsonNode get(ReachableKeys keys, List<JsonNode> arguments, Map<String, JsonNode> named) {
        JsonNode ref = argument(arguments, named, 0, "ref");
        if (arguments.size() > 2 || !NAMED.containsAll(named.keySet()) || ref == null || !ref.isTextual()) {
            throw new IllegalArgumentException("it takes the ref of a key and, if you like, default=value");
        }
        JsonNode fallback = argument(arguments, named, 1, "default");
        return keys.find(ref.textValue()).orElse(fallback == null ? NullNode.getInstance() : fallback);
    }

    private static @Nullable JsonNode argument(
            List<JsonNode> arguments, Map<String, JsonNode> named, int place, String name) {
        return place < arguments.size() ? arguments.get(place) : named.get(name);
    }
}
