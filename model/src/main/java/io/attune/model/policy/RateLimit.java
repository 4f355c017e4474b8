package io.attune.model.policy;

import java.time.Duration;

/** At most so many starts within any time of that length. */
public record RateLimit(int maxExecutions, Duration window) {}
