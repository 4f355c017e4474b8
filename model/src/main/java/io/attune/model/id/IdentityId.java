package io.attune.model.id;

/** The id of an identity: a person or a service account; assigned by the database, positive. */
public record IdentityId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
