package io.attune.server.event;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a run says has happened (api-runs.md §1).
 *
 * @param triggerInstanceId {@code rule_<id>} addresses one rule; another form is ignored
 * @param deliveryId of the sender: the same one within a day makes no second event
 */
public record CreateEvent(
        @JsonAlias("trigger_type") @Nullable String triggerRef,
        @Nullable JsonNode payload,
        @Nullable JsonNode config,
        @Nullable String triggerInstanceId,
        @Nullable String deliveryId) {}
