package io.attune.model.id;

/** The id of a trigger; assigned by the database, positive. */
public record TriggerId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
