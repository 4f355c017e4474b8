package io.attune.store.pack;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.schema.FlatSchema;
import io.attune.model.secret.SecretMarker;
import io.attune.model.tenant.Owner;
import io.attune.store.encryption.SealedColumn;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.encryption.SecretBox;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the secret entries of pack configurations sealed (packs.md §5, SEC-14): a row holds markers in their places, and beside them one
 * sealed document of their values by JSON pointer.
 */
@Singleton
public final class PackSecrets {
    /** Where the values lie. */
    public static final SealedColumn SEALED = new SealedColumn(
            "pack", "id", "ref", "sealed_config", "sealed_config = fresh.sealed", (_, ref) -> belongsTo(ref));

    private static final Logger log = LoggerFactory.getLogger(PackSecrets.class);

    private final SecretBox box;

    public PackSecrets(SecretBox box) {
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

    /**
     * The configuration in clear. Without its secret entries if they do not open: one pack must not keep the catalog or a list from being
     * read, and what is missing can be given again.
     */
    public JsonNode open(Owner owner, String ref, JsonNode config, @Nullable String sealed) {
        if (sealed == null) {
            return config;
        }
        JsonNode opened = config.deepCopy();
        try {
            for (var value : JsonNodeBinding.tree(box.open(owner, sealed, belongsTo(ref)))
                    .properties()) {
                opened = SecretMarker.put(opened, JsonPointer.compile(value.getKey()), value.getValue());
            }
        } catch (SealedValueException e) {
            log.error("the secret configuration of pack {} counts as missing until it is given again", ref, e);
            removeMarkers(opened);
        }
        return opened;
    }

    private static void removeMarkers(JsonNode node) {
        switch (node) {
            case ObjectNode object -> object.removeIf(SecretMarker::is);
            case ArrayNode array -> array.removeIf(SecretMarker::is);
            default -> {}
        }
        node.forEach(PackSecrets::removeMarkers);
    }

    private static String belongsTo(String ref) {
        return "pack/" + ref + "/config";
    }
}
