package io.attune.pack.read;

import io.attune.pack.yaml.Place;
import org.jspecify.annotations.Nullable;

/**
 * Something a pack's author should know.
 *
 * @param file path inside the pack, with slashes
 * @param field path of the field inside the file; null when the file as a whole is meant
 * @param hint what to do about it
 */
public record Finding(
        Effect effect,
        String file,
        Place place,
        @Nullable String field,
        String message,
        @Nullable String hint) {
    /** What follows from a finding. */
    public enum Effect {
        /** The pack cannot be installed. */
        REFUSED,
        /** The component of the file is left out; the rest of the pack is installed. */
        SKIPPED,
        /** The component is installed; something about it may not be meant. */
        NOTED
    }

    /** Whether an action is loaded without the graph that it names. */
    public boolean isOfMissingWorkflow() {
        return effect == Effect.NOTED && "workflow_file".equals(field);
    }

    /** The place as editors and compilers write it: {@code file:line:column}. */
    public String where() {
        return file + ":" + place.line() + ":" + place.column();
    }

    /** What is wrong and what to do, without the place. */
    public String advice() {
        return (field == null ? "" : field + ": ") + message + (hint == null ? "" : "; " + hint);
    }

    @Override
    public String toString() {
        return where() + ": " + advice();
    }
}
