package io.attune.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.key.Key;
import io.attune.model.key.KeyOwnerType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key on the wire (api-runs.md §5).
 *
 * @param value null when the caller may not see it
 */
public record KeyView(
        long id,
        String ref,
        KeyOwnerType ownerType,
        @Nullable String owner,
        @Nullable Long ownerIdentity,
        @Nullable Long ownerPack,
        @Nullable String ownerPackRef,
        @Nullable Long ownerAction,
        @Nullable String ownerActionRef,
        @Nullable Long ownerSensor,
        @Nullable String ownerSensorRef,
        String name,
        boolean encrypted,
        @Nullable JsonNode value,
        @Nullable Instant expiresAt,
        Instant created,
        Instant updated) {
    /** A key in a list: values are never listed. */
    public record Summary(
            long id,
            String ref,
            KeyOwnerType ownerType,
            @Nullable String owner,
            String name,
            boolean encrypted,
            @Nullable Instant expiresAt,
            Instant created) {
        static Summary of(Key key) {
            return new Summary(
                    key.id().value(),
                    key.ref(),
                    key.owner().type(),
                    key.owner().text(),
                    key.name(),
                    key.encrypted(),
                    key.expiresAt(),
                    key.created());
        }
    }

    static KeyView of(Key key, @Nullable JsonNode value) {
        return new KeyView(
                key.id().value(),
                key.ref(),
                key.owner().type(),
                key.owner().text(),
                id(key, KeyOwnerType.IDENTITY),
                id(key, KeyOwnerType.PACK),
                ref(key, KeyOwnerType.PACK),
                id(key, KeyOwnerType.ACTION),
                ref(key, KeyOwnerType.ACTION),
                id(key, KeyOwnerType.SENSOR),
                ref(key, KeyOwnerType.SENSOR),
                key.name(),
                key.encrypted(),
                value,
                key.expiresAt(),
                key.created(),
                key.updated());
    }

    private static @Nullable Long id(Key key, KeyOwnerType type) {
        return key.owner().type() == type ? key.owner().id() : null;
    }

    private static @Nullable String ref(Key key, KeyOwnerType type) {
        return key.owner().type() == type ? key.owner().ref() : null;
    }

    @Override
    public String toString() {
        return "KeyView[" + ref + "]";
    }
}
