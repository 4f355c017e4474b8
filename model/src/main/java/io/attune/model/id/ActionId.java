package io.attune.model.id;

/** The id of an action; assigned by the database, positive. */
public record ActionId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
