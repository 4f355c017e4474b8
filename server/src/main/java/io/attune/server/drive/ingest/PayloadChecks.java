package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.attune.engine.parameter.ParameterCheck;
import io.attune.engine.parameter.Violation;
import io.attune.model.schema.FlatSchema;
import io.attune.store.catalog.CatalogTrigger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks payloads against the schema of their trigger, where the trigger asks for it. The payload is left as it is. */
final class PayloadChecks {
    /** By identity: the catalog keeps a schema for as long as it does not change. */
    private final LoadingCache<JsonNode, ParameterCheck> checks =
            Caffeine.newBuilder().weakKeys().build(schema -> ParameterCheck.of(FlatSchema.of(schema)));

    /** @throws IngestRefused naming all that does not fit */
    void require(CatalogTrigger trigger, @Nullable JsonNode payload) {
        var schema = trigger.payloadSchema();
        if (schema == null) {
            return;
        }
        var violations = violations(checks.get(schema), payload);
        if (!violations.isEmpty()) {
            throw IngestRefused.unfit(trigger.ref(), violations);
        }
    }

    private static List<Violation> violations(ParameterCheck check, @Nullable JsonNode payload) {
        if (payload == null) {
            return check.check(JsonNodeFactory.instance.objectNode()).violations();
        }
        return payload instanceof ObjectNode object
                ? check.check(object).violations()
                : List.of(new Violation("", "type", "must be an object"));
    }
}
