package io.attune.store.pack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretMarker;
import io.attune.model.tenant.Owner;
import io.attune.store.encryption.SealedColumn;
import io.attune.store.encryption.SecretBox;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the secret entries of pack configurations sealed (packs.md §5, SEC-14): a row holds markers in their places, and beside them one
 * sealed document of their values by JSON pointer.
 */
@Singleton
public final class PackConfigs {
    /** Where the values lie. */
    public static final SealedColumn SEALED = new SealedColumn(
            "pack", "id", "ref", "sealed_config", "sealed_config = fresh.sealed", (_, ref) -> belongsTo(ref));

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final SecretBox box;

    public PackConfigs(SecretBox box) {
        this.box = box;
    }

    /**
     * A configuration as a row holds it.
     *
     * @param config with markers in the places of secrets
     * @param sealed their values; null where there are none
     */
    record Stored(JsonNode config, @Nullable String sealed) {}

    Stored seal(Owner owner, String ref, JsonNode schema, JsonNode config) {
        var places = FlatSchema.of(schema).locateSecrets(config);
        if (places.isEmpty()) {
            return new Stored(config, null);
        }
        var values = JsonNodeFactory.instance.objectNode();
        for (JsonPointer place : places) {
            values.set(place.toString(), config.at(place));
        }
        return new Stored(SecretMarker.redacted(config, places), box.seal(owner, values.toString(), belongsTo(ref)));
    }

    /** @throws io.attune.store.encryption.SealedValueException if the values were sealed for another pack, or their key is not known */
    public JsonNode open(Owner owner, String ref, JsonNode config, @Nullable String sealed) {
        if (sealed == null) {
            return config;
        }
        JsonNode opened = config.deepCopy();
        for (var value : parsed(ref, box.open(owner, sealed, belongsTo(ref))).properties()) {
            opened = SecretMarker.put(opened, JsonPointer.compile(value.getKey()), value.getValue());
        }
        return opened;
    }

    private static JsonNode parsed(String ref, String values) {
        try {
            return MAPPER.readTree(values);
        } catch (JsonProcessingException e) {
            // Without the cause: it may quote the values.
            throw new IllegalStateException("the secret configuration of pack " + ref + " is no JSON");
        }
    }

    private static String belongsTo(String ref) {
        return "pack/" + ref + "/config";
    }
}
