package io.attune.model.id;

/** The id of a rule; assigned by the database, positive. */
public record RuleId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
