package io.attune.model.id;

/** The id of a sensor; assigned by the database, positive. */
public record SensorId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
