package io.attune.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** An enum whose constants travel in lower case (api.md §2.1). The database stores the same words. */
public interface WireEnum {
    String name();

    /** The spelling on the wire and in the database. */
    @JsonValue
    default String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The constant spelled {@code text} on the wire; case-sensitive. */
    static <E extends Enum<E> & WireEnum> Optional<E> find(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.wire().equals(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
