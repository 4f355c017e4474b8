package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

record MapScope(Map<String, JsonNode> values, Map<String, Scope.ScopeFunction> functions) implements Scope {
    @Override
    public @Nullable JsonNode lookup(String name) {
        return values.get(name);
    }

    @Override
    public @Nullable ScopeFunction function(String name) {
        return functions.get(name);
    }

    @Override
    public Collection<String> names() {
        return values.keySet();
    }
}
