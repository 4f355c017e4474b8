package io.attune.model.id;

/** The id of a group of runs that share the limits of a policy; assigned by the database, positive. */
public record AdmissionGroupId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
