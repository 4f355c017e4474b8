package io.attune.model.id;

/** The id of an event; assigned by the database, positive. */
public record EventId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
