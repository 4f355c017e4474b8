package io.attune.model.id;

/** The id of a pack; assigned by the database, positive. */
public record PackId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
