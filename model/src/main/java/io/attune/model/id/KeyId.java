package io.attune.model.id;

/** The id of a key; assigned by the database, positive. */
public record KeyId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
