package io.attune.model.catalog;

import org.jspecify.annotations.Nullable;

/**
 * How much is kept of logs or artifacts.
 *
 * @param policy what {@code limit} counts; null for the default of the platform
 * @param limit positive; null for the default of the platform
 */
public record Retention(
        @Nullable RetentionPolicy policy, @Nullable Integer limit) {
    public static final Retention DEFAULT = new Retention(null, null);
}
