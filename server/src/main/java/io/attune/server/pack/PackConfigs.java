package io.attune.server.pack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.ParameterCheck;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretMarker;
import io.attune.server.http.FieldChecks;

/** The configuration of packs on its way in and out (packs.md §5): checked against its schema, secret entries never shown. */
final class PackConfigs {
    private PackConfigs() {}

    /** Adds what does not fit the schema. */
    static void check(FieldChecks checks, JsonNode schema, JsonNode config) {
        if (config instanceof ObjectNode values && schema.isObject()) {
            for (var violation :
                    ParameterCheck.of(FlatSchema.of(schema)).check(values).violations()) {
                checks.finding("config." + violation.parameter(), violation.message());
            }
        }
    }

    /** With a marker in the place of every secret (api.md §2.4). */
    static JsonNode shown(JsonNode schema, JsonNode config) {
        return SecretMarker.redacted(config, FlatSchema.of(schema).locateSecrets(config));
    }

    /** What a client sends back after reading has markers; they stand for the values that are stored. */
    static JsonNode withStoredSecrets(JsonNode schema, JsonNode given, JsonNode stored) {
        JsonNode copy = given.deepCopy();
        for (JsonPointer secret : FlatSchema.of(schema).locateSecrets(given)) {
            if (SecretMarker.is(given.at(secret))) {
                JsonNode kept = stored.at(secret);
                copy = SecretMarker.put(
                        copy, secret, kept.isMissingNode() ? JsonNodeFactory.instance.nullNode() : kept);
            }
        }
        return copy;
    }
}
