package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.schema.SecretPath;
import io.attune.model.secret.SecretSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that expressions can read (expressions.md §3.1, §3.3), as {@code keystore}, as {@code datastore}, and by {@code kv.get}.
 *
 * @param document what {@code keystore} is: a key is found by the segments of its ref, else by its name; of several keys at one place the
 *     one with the longest ref counts. Treat it as immutable
 * @param secrets what of it is secret: keys that are encrypted, and whatever is read by {@code kv.get_secret}
 */
public record ReachableKeys(ObjectNode document, Map<String, JsonNode> byRef, List<SecretOrigin> secrets) {
    private static final List<String> ROOTS = List.of("keystore", "datastore");

    public static final ReachableKeys NONE = of(List.of());

    public ReachableKeys {
        byRef = Map.copyOf(byRef);
        secrets = List.copyOf(secrets);
    }

    /** A key among those that an expression can read. */
    public record ReachableKey(String ref, String name, JsonNode value, boolean encrypted) {
        @Override
        public String toString() {
            return "ReachableKey[" + ref + "]";
        }

        private List<String> segments() {
            return List.of(ref.split("\\.", -1));
        }
    }

    /** @param keys of several with one name, the last counts */
    public static ReachableKeys of(List<ReachableKey> keys) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        Map<String, JsonNode> byRef = new HashMap<>();
        List<SecretOrigin> secrets = new ArrayList<>();
        for (ReachableKey key : keys) {
            place(document, List.of(key.name()), key.value());
        }
        keys.stream()
                .sorted(Comparator.comparingInt(key -> key.segments().size()))
                .forEach(key -> place(document, key.segments(), key.value()));
        for (ReachableKey key : keys) {
            byRef.put(key.ref(), key.value());
            var source = SecretSource.key(key.ref());
            secrets.add(new SecretOrigin(SecretPath.of("kv.get_secret", key.ref()), source));
            if (key.encrypted()) {
                secrets.add(new SecretOrigin(SecretPath.of("kv.get", key.ref()), source));
                for (String root : ROOTS) {
                    secrets.add(new SecretOrigin(SecretPath.of(key.name()).below(root), source));
                    secrets.add(new SecretOrigin(
                            SecretPath.of(key.segments().toArray(String[]::new)).below(root), source));
                }
            }
        }
        return new ReachableKeys(document, byRef, secrets);
    }

    /** Copies what it changes: the values belong to the keys. */
    private static void place(ObjectNode document, List<String> path, JsonNode value) {
        ObjectNode at = document;
        for (String segment : path.subList(0, path.size() - 1)) {
            at = at.get(segment) instanceof ObjectNode inner ? inner : at.putObject(segment);
        }
        at.set(path.getLast(), value.isObject() ? value.deepCopy() : value);
    }

    /** The value of the key with that ref. */
    public Optional<JsonNode> find(String ref) {
        return Optional.ofNullable(byRef.get(ref));
    }

    @Override
    public String toString() {
        return "ReachableKeys" + byRef.keySet();
    }
}
