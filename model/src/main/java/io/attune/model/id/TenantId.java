package io.attune.model.id;

/** The id of a tenant; assigned by the database, positive. */
public record TenantId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
