package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.Parameter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which keys of the key store an action gets (packs.md §6.3, D21, SEC-15). */
public sealed interface DeclaredKeys {
    /** The keys of these names; there may be none. A parameter that is given wins over the key of its name. */
    record Named(Set<String> names) implements DeclaredKeys {
        public Named {
            names = Set.copyOf(names);
        }
    }

    /** Those of the action and its pack, whatever they are called: what actions from before there were declarations expect. */
    record EveryOwn() implements DeclaredKeys {}

    /** @param keys what the action lists; null when it says nothing about keys */
    static DeclaredKeys of(FlatSchema parameters, @Nullable Collection<String> keys) {
        if (keys == null && parameters.isEmpty()) {
            return new EveryOwn();
        }
        Set<String> names = parameters.parameters().stream()
                .filter(Parameter::secret)
                .map(Parameter::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (keys != null) {
            names.addAll(keys);
        }
        return new Named(names);
    }

    /** Whether a run looks for a key of that name, if it is not given the parameter. */
    default boolean declares(String name) {
        return switch (this) {
            case EveryOwn _ -> true;
            case Named(Set<String> names) -> names.contains(name);
        };
    }

    /** The names that a run with these parameters looks for. Of {@link EveryOwn} none is known. */
    default Set<String> missingFrom(ObjectNode parameters) {
        return switch (this) {
            case EveryOwn _ -> Set.of();
            case Named(Set<String> names) ->
                names.stream().filter(name -> !isGiven(parameters, name)).collect(Collectors.toUnmodifiableSet());
        };
    }

    /** Whether a run with these parameters has to look into the key store at all. */
    default boolean needsKeys(ObjectNode parameters) {
        return this instanceof EveryOwn || !missingFrom(parameters).isEmpty();
    }

    /** Null counts as missing (packs.md §4). */
    static boolean isGiven(ObjectNode parameters, String name) {
        JsonNode value = parameters.get(name);
        return value != null && !value.isNull();
    }
}
