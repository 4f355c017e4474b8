package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.Scope;
import io.attune.expression.Scope.ScopeFunction;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The functions that conditions and parameters of rules have beside those of the language (expressions.md §4.1). */
public final class EventFunctions {
    private EventFunctions() {}

    /** @param timestamp what {@code now()} is: one instant for all that is made of an event, RFC 3339 */
    public static @Nullable ScopeFunction find(String name, String timestamp) {
        return switch (name) {
            case "now" -> now(timestamp);
            case "uuid" -> uuid();
            default -> null;
        };
    }

    /** Adds them to a scope that is made for one evaluation. */
    public static Scope.Builder add(Scope.Builder scope, String timestamp) {
        return scope.function("now", now(timestamp)).function("uuid", uuid());
    }

    private static ScopeFunction now(String timestamp) {
        return (_, _) -> TextNode.valueOf(timestamp);
    }

    private static ScopeFunction uuid() {
        return (_, _) -> TextNode.valueOf(UUID.randomUUID().toString());
    }
}
