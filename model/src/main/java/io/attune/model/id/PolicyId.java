package io.attune.model.id;

/** The id of a policy; assigned by the database, positive. */
public record PolicyId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
