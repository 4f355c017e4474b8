package io.attune.engine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.IdentityId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says which runs under a policy count together: equal keys, equal groups. A key is a JSON document of the values at the policy's paths,
 * written so that equal values give equal texts; a long one is replaced by its digest.
 */
public final class GroupKey {
    /** The key where nothing divides the runs of a policy. */
    public static final String ALL = "{}";

    private static final int LONGEST = 500;
    private static final int MOST_ZEROS = 30;
    private static final String DIGEST = "sha256:";

    private GroupKey() {}

    /**
     * @param parameters with markers where secrets were: their values never get into a key, and all of them count as equal
     * @param executor whom the run is attributed to; null is nobody
     */
    public static String of(IndexedPolicy policy, JsonNode parameters, @Nullable IdentityId executor) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        if (!policy.parameters().isEmpty()) {
            ObjectNode values = key.putObject("parameters");
            for (String path : policy.parameters()) {
                values.set(path, canonical(at(parameters, path)));
            }
        }
        if (policy.perIdentity()) {
            key.put("identity", executor == null ? null : executor.value());
        }
        String text = key.toString();
        return text.length() <= LONGEST ? text : DIGEST + digest(text);
    }

    /** A missing value counts as null. */
    private static JsonNode at(JsonNode parameters, String path) {
        JsonNode value = parameters;
        for (String name : path.split("\\.", -1)) {
            value = value.path(name);
        }
        return value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value;
    }

    /** Members in the order of their names, and numbers without what does not change them. */
    private static JsonNode canonical(JsonNode value) {
        if (value.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            value.forEachEntry(sorted::put);
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            sorted.forEach((name, member) -> object.set(name, canonical(member)));
            return object;
        }
        if (value.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> array.add(canonical(element)));
            return array;
        }
        return value.isNumber() ? canonicalNumber(value) : value;
    }

    private static JsonNode canonicalNumber(JsonNode number) {
        if ((number.isDouble() || number.isFloat()) && !Double.isFinite(number.doubleValue())) {
            return number;
        }
        BigDecimal plain = number.decimalValue().stripTrailingZeros();
        // Only so far: a short text like 1e999999999 is a number of a great many digits.
        return plain.scale() <= 0 && plain.scale() > -MOST_ZEROS
                ? JsonNodeFactory.instance.numberNode(plain.toBigIntegerExact())
                : JsonNodeFactory.instance.numberNode(plain);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
