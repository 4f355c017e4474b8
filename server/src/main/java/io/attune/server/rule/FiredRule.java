package io.attune.server.rule;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of a rule fired by hand. */
@Schema(name = "FiredRule")
record FiredRule(long eventId, String ruleRef, String triggerRef, Instant receivedAt) {}
