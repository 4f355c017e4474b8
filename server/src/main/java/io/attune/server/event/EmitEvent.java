package io.attune.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An event made by hand (api.md §7).
 *
 * @param ruleRef the only rule it is for
 * @param replayOf an event of the same trigger whose payload is taken
 */
record EmitEvent(
        @Nullable JsonNode payload,
        @Nullable String ruleRef,
        @Nullable Long replayOf) {
    static final EmitEvent NOTHING = new EmitEvent(null, null, null);
}
