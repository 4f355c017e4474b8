package io.attune.model.id;

/** The id of a worker; assigned by the database, positive. */
public record WorkerId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
