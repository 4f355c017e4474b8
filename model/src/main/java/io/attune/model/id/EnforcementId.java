package io.attune.model.id;

/** The id of an enforcement; assigned by the database, positive. */
public record EnforcementId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
