package io.attune.model.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a schema.
 *
 * @param fatal whether the schema cannot be meant as it stands; otherwise the place is ignored and its author should know
 * @param path the members that lead to it, from the root of the schema
 * @param hint what to write instead
 */
public record SchemaProblem(
        boolean fatal,
        List<String> path,
        String message,
        @Nullable String hint) {
    public SchemaProblem {
        path = List.copyOf(path);
    }

    /** One line for people: the place, what is wrong, and the hint. */
    public String text() {
        String place = path.isEmpty() ? "" : String.join(".", path) + ": ";
        return place + message + (hint == null ? "" : "; " + hint);
    }
}
