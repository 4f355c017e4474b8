package io.attune.server.policy;

import io.attune.model.policy.RateLimit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** At most so many starts within any {@code window_seconds}. */
@Schema(name = "RateLimit")
public record RateLimitView(int maxExecutions, long windowSeconds) {
    public static @Nullable RateLimitView of(@Nullable RateLimit rate) {
        return rate == null
                ? null
                : new RateLimitView(rate.maxExecutions(), rate.window().toSeconds());
    }
}
