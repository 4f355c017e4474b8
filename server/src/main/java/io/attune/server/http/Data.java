package io.attune.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The envelope of single entities, {@code D<T>} (api.md §1.2). */
public record Data<T>(
        T data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {
    public static <T> Data<T> of(T data) {
        return new Data<>(data, null);
    }

    public static <T> Data<T> of(T data, String message) {
        return new Data<>(data, message);
    }
}
