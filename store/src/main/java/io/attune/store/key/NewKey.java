package io.attune.store.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.key.KeyOwner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key that is about to be stored. */
public record NewKey(
        String ref,
        KeyOwner owner,
        String name,
        JsonNode value,
        boolean encrypted,
        @Nullable Instant expiresAt) {
    @Override
    public String toString() {
        return "NewKey[" + ref + "]";
    }
}
