package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.expression.Scope;
import io.attune.model.event.Event;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.store.catalog.CatalogPack;
import io.attune.store.catalog.CatalogRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the conditions and parameters of one rule can reach of one event (expressions.md §3.1, §3.2). */
record RuleScope(Scope event, CatalogRule rule, CatalogSnapshot catalog, RuleKeys.Lookup keys, String timestamp)
        implements Scope {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What is the same for all rules of an event. */
    static Scope of(Event event) {
        return Scope.ofEvent(
                        event.id().value(),
                        event.triggerRef(),
                        event.payload(),
                        event.created().toString())
                .build();
    }

    @Override
    public @Nullable JsonNode lookup(String name) {
        return switch (name) {
            // Made when asked for: most rules look at the event alone.
            case "pack" ->
                JSON.objectNode()
                        .set(
                                "config",
                                catalog.findPack(rule.pack())
                                        .map(CatalogPack::config)
                                        .orElseGet(JSON::objectNode));
            case "keystore", "datastore" -> keys.keys().document();
            case "system" -> {
                var system = JSON.objectNode().put("timestamp", timestamp);
                system.putObject("rule").put("id", rule.id().value()).put("ref", rule.ref());
                yield system;
            }
            default -> event.lookup(name);
        };
    }

    @Override
    public @Nullable ScopeFunction function(String name) {
        return switch (name) {
            case "kv.get", "kv.get_secret" -> (arguments, named) -> KeyFunctions.get(keys.keys(), arguments, named);
            default -> EventFunctions.find(name, timestamp);
        };
    }

    @Override
    public List<String> names() {
        return List.of("event", "trigger", "pack", "system", "keystore", "datastore");
    }
}
