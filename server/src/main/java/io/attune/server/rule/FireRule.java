package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The body that fires a rule by hand.
 *
 * @param payload of the event; absent for what a tick would say, or nothing
 */
record FireRule(@Nullable JsonNode payload) {}
