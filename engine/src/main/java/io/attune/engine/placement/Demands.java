package io.attune.engine.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an execution asks of a worker (runtime.md §2.1). Two executions that ask the same share one digest, so that the queue names a set
 * of demands by a number instead of repeating it.
 *
 * @param document in canonical form: members sorted, nothing empty. Not to be changed
 */
public record Demands(ObjectNode document) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * @param runtime name or alias of the runtime; null when the action needs none
     * @param versionConstraint of that runtime (packs.md §8.4)
     * @param requiredRuntimes further runtimes: name to constraint or {@code *}
     * @param selector labels the worker must have
     * @param tolerations taints it may have
     * @param affinity as in api.md §2.2
     */
    public static Demands of(
            @Nullable String runtime,
            @Nullable String versionConstraint,
            @Nullable JsonNode requiredRuntimes,
            @Nullable JsonNode selector,
            @Nullable JsonNode tolerations,
            @Nullable JsonNode affinity) {
        var document = JSON.objectNode();
        put(document, "affinity", affinity);
        if (requiredRuntimes != null && requiredRuntimes.isObject()) {
            var normalised = JSON.objectNode();
            requiredRuntimes
                    .properties()
                    .forEach(entry -> normalised.set(RuntimeNames.normalise(entry.getKey()), entry.getValue()));
            put(document, "runtimes", normalised);
        }
        if (runtime != null) {
            document.put("runtime", RuntimeNames.normalise(runtime));
        }
        put(document, "selector", selector);
        put(document, "tolerations", tolerations);
        if (versionConstraint != null && !versionConstraint.isBlank()) {
            document.put("version", versionConstraint.strip());
        }
        return new Demands((ObjectNode) sorted(document));
    }

    /** Demands read back from where {@link #document} was written to. */
    public static Demands of(JsonNode document) {
        return new Demands((ObjectNode) sorted(document));
    }

    private static void put(ObjectNode document, String name, @Nullable JsonNode value) {
        if (value != null && value.isContainerNode() && !value.isEmpty()) {
            document.set(name, value);
        }
    }

    private static JsonNode sorted(JsonNode value) {
        if (value.isObject()) {
            var members = new TreeMap<String, JsonNode>();
            value.properties().forEach(entry -> members.put(entry.getKey(), sorted(entry.getValue())));
            ObjectNode copy = JSON.objectNode();
            copy.setAll(members);
            return copy;
        }
        if (value.isArray()) {
            ArrayNode copy = JSON.arrayNode(value.size());
            value.forEach(item -> copy.add(sorted(item)));
            return copy;
        }
        return value;
    }

    /** SHA-256 of the canonical form, in hex. */
    public String digest() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(document.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
