package io.attune.store.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.model.id.TenantId;
import io.attune.store.encryption.SealedColumn;
import io.attune.store.encryption.SecretBox;

/** Seals the values of keys: what is sealed is their compact JSON. */
public final class KeyValues {
    /** Where the values of keys lie. */
    public static final SealedColumn SEALED =
            new SealedColumn("key", "id", "ref", "sealed", "sealed = fresh.sealed", (_, ref) -> belongsTo(ref));

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final SecretBox box;

    KeyValues(SecretBox box) {
        this.box = box;
    }

    private static String belongsTo(String ref) {
        return "key/" + ref + "/value";
    }

    String seal(TenantId tenant, String ref, JsonNode value) {
        return box.seal(tenant, value.toString(), belongsTo(ref));
    }

    JsonNode open(TenantId tenant, String ref, String sealed) {
        try {
            return MAPPER.readTree(box.open(tenant, sealed, belongsTo(ref)));
        } catch (JsonProcessingException e) {
            // Without the cause: it may quote the value.
            throw new IllegalStateException("the value of key " + ref + " of tenant " + tenant + " is no JSON");
        }
    }
}
