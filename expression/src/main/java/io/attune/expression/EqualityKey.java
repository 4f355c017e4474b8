package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An equality that an event must fulfil for a condition to hold, such as {@code payload.level == 'error'}. Rules can therefore be found
 * by hash: one whose key does not equal the event's value cannot match.
 *
 * @param path member names from the event on, the first of them {@code payload} or another field of the event (both roots and the alias
 *     {@code data} are resolved); only names of objects, never places in arrays
 * @param value a string, number, boolean or null; numbers are equal by value
 */
public record EqualityKey(List<String> path, JsonNode value) {
    public EqualityKey {
        path = List.copyOf(path);
    }

    @Override
    public String toString() {
        return String.join(".", path) + " == " + value;
    }
}
