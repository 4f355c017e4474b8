package io.attune.server.http;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.jspecify.annotations.Nullable;

/**
 * A tagged change of one field that can be cleared, {@code patch<T>} (api.md §1.6): {@code {"op":"set","value":…}} or
 * {@code {"op":"clear"}}. An absent patch leaves the field as it is.
 */
@Schema(
        requiredProperties = "op",
        properties = {
            @SchemaProperty(
                    name = "op",
                    type = SchemaType.STRING,
                    enumeration = {"set", "clear"}),
            @SchemaProperty(name = "value", description = "What to set; not looked at by clear")
        })
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Patch.Set.class, name = "set"),
    @JsonSubTypes.Type(value = Patch.Clear.class, name = "clear")
})
public sealed interface Patch<T> {
    /** @param value null clears, too */
    record Set<T>(@Nullable T value) implements Patch<T> {}

    record Clear<T>() implements Patch<T> {}

    /** The field after the change. */
    static <T> @Nullable T apply(@Nullable Patch<T> patch, @Nullable T current) {
        return switch (patch) {
            case null -> current;
            case Set<T> set -> set.value();
            case Clear<T> _ -> null;
        };
    }

    /** The value that is to be set, for checks; null when there is none. */
    static <T> @Nullable T valueOf(@Nullable Patch<T> patch) {
        return apply(patch, null);
    }
}
