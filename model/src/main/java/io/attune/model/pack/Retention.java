package io.attune.model.pack;

import io.attune.model.catalog.RetentionPolicy;
import org.jspecify.annotations.Nullable;

/** How much is kept of logs or artifacts; null means the default of the platform. */
public record Retention(
        @Nullable RetentionPolicy policy, @Nullable Integer limit) {
    public static final Retention DEFAULT = new Retention(null, null);
}
