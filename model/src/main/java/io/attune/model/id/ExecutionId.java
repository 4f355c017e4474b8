package io.attune.model.id;

/** The id of an execution; assigned by the database, positive. */
public record ExecutionId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
