package io.attune.store.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list of components is narrowed to; null members narrow nothing.
 *
 * @param packRef components of this pack
 * @param enabled components in this state; ignored for those that have none
 * @param ids these rows only: what a caller with constrained grants may read
 */
public record ComponentFilter(
        @Nullable String packRef,
        @Nullable Boolean enabled,
        @Nullable List<Long> ids) {
    public static final ComponentFilter ALL = new ComponentFilter(null, null, null);

    public static ComponentFilter ofPack(@Nullable String packRef) {
        return new ComponentFilter(packRef, null, null);
    }

    public ComponentFilter withEnabled(@Nullable Boolean state) {
        return new ComponentFilter(packRef, state, ids);
    }

    public ComponentFilter withIds(List<Long> rows) {
        return new ComponentFilter(packRef, enabled, List.copyOf(rows));
    }
}
