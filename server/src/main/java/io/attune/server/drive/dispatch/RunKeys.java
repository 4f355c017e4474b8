package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run gets from the key store (packs.md §6.3).
 *
 * @param byName an absent one does not exist, or has expired
 * @param failure why they could not be read, or null; then the run must not start
 */
record RunKeys(Map<String, Value> byName, @Nullable String failure) {
    static final RunKeys NONE = new RunKeys(Map.of(), null);

    /** @param secret whether it is to be masked */
    record Value(JsonNode value, boolean secret) {}

    static RunKeys failed(String failure) {
        return new RunKeys(Map.of(), failure);
    }
}
