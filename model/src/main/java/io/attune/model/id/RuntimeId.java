package io.attune.model.id;

/** The id of a runtime; assigned by the database, positive. */
public record RuntimeId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
