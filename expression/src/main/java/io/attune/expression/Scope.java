package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.expression.function.Numbers;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that an expression can reach: name roots (expressions.md §3) and the functions that need the world, such as {@code now()} or
 * {@code result()}. Evaluation reads values and never changes them. An implementation may look values up lazily; it must give the same
 * answer for the same name during one evaluation.
 */
public interface Scope {
    /** The value of a root, or null when the name is undefined. */
    @Nullable
    JsonNode lookup(String name);

    /** A function this scope provides ({@link #PROVIDED_FUNCTIONS}), or null when it has none of that name. */
    default @Nullable ScopeFunction function(String name) {
        return null;
    }

    /** The known names, for suggestions in error messages only. */
    default Collection<String> names() {
        return List.of();
    }

    /** Names of functions that live in a scope and not in the language; the only ones {@link #function} is asked for. */
    List<String> PROVIDED_FUNCTIONS =
            List.of("result", "succeeded", "failed", "timed_out", "now", "uuid", "kv.get", "kv.get_secret");

    /** A function of the world around the expression. */
    @FunctionalInterface
    interface ScopeFunction {
        /**
         * @param arguments positional arguments
         * @param named arguments given by name
         * @throws IllegalArgumentException when the arguments do not fit; becomes an {@link ExpressionException} at the call
         */
        JsonNode call(List<JsonNode> arguments, Map<String, JsonNode> named);
    }

    /** A scope of fixed values. The map is copied; the values are not. */
    static Scope of(Map<String, ? extends JsonNode> values) {
        return new MapScope(Map.copyOf(values), Map.of());
    }

    static Scope empty() {
        return of(Map.of());
    }

    static Builder builder() {
        return new Builder();
    }

    /**
     * The roots {@code event} and {@code trigger} of rule criteria and rule parameters (expressions.md §3.1, §3.2), to which callers
     * add {@code pack}, {@code system} and {@code keystore}.
     *
     * @param payload null counts as an empty object (D20)
     * @param created RFC 3339
     */
    static Builder ofEvent(long id, String triggerRef, @Nullable JsonNode payload, String created) {
        JsonNode content = payload == null || payload.isNull() || payload.isMissingNode()
                ? JsonNodeFactory.instance.objectNode()
                : payload;
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.set("id", Numbers.of(id));
        event.put("trigger", triggerRef)
                .put("trigger_ref", triggerRef)
                .put("ref", triggerRef)
                .put("created", created);
        event.set("payload", content);
        event.set("data", content);
        return builder().value("event", event).value("trigger", event);
    }

    /** Collects values and functions; not thread-safe, the built scope is. */
    final class Builder {
        private final Map<String, JsonNode> values = new LinkedHashMap<>();
        private final Map<String, ScopeFunction> functions = new LinkedHashMap<>();

        private Builder() {}

        /** @param value null is the JSON null, not undefined */
        public Builder value(String name, @Nullable JsonNode value) {
            values.put(name, value == null ? NullNode.getInstance() : value);
            return this;
        }

        /** @param name one of {@link #PROVIDED_FUNCTIONS} */
        public Builder function(String name, ScopeFunction function) {
            functions.put(name, function);
            return this;
        }

        public Scope build() {
            return new MapScope(Map.copyOf(values), Map.copyOf(functions));
        }
    }
}
