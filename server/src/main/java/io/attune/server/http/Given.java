package io.attune.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What a request says about an optional field: an explicit null means the same as an absent field (api.md §1.6). */
public final class Given {
    private Given() {}

    /** The given value, else the other. */
    public static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /** The given document, else the other; a JSON null counts as not given. */
    public static JsonNode or(@Nullable JsonNode given, JsonNode otherwise) {
        return given == null || given.isNull() ? otherwise : given;
    }

    /** As {@link #or(Object, Object)} where both may be missing. */
    public static <T> @Nullable T orNull(@Nullable T given, @Nullable T otherwise) {
        return given == null ? otherwise : given;
    }

    /** The given document; null for none and for a JSON null. */
    public static @Nullable JsonNode json(@Nullable JsonNode given) {
        return given == null || given.isNull() ? null : given;
    }
}
