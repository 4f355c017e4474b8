package io.attune.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.attune.model.id.IdentityId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps one identity from taking the API for itself (SEC-21): a bucket of {@code burst} requests per identity, refilled with
 * {@code perSecond}. Kept per process.
 */
final class RequestRate {
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final int burst;
    private final Clock clock;
    private final Cache<IdentityId, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    RequestRate(int perSecond, int burst, Clock clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
    }

    /** Takes one request from the identity's bucket. @return how long to wait when it is empty */
    Optional<Duration> take(IdentityId identity) {
        return buckets.get(identity, _ -> new Bucket(burst, clock.instant())).take(clock.instant());
    }

    /** Its own monitor guards it. */
    private final class Bucket {
        private double left;
        private Instant filled;

        Bucket(double left, Instant filled) {
            this.left = left;
            this.filled = filled;
        }

        synchronized Optional<Duration> take(Instant now) {
            if (now.isAfter(filled)) {
                left = Math.min(burst, left + Duration.between(filled, now).toNanos() / NANOS * perSecond);
                filled = now;
            }
            if (left >= 1) {
                left--;
                return Optional.empty();
            }
            return Optional.of(Duration.ofNanos((long) ((1 - left) / perSecond * NANOS)));
        }
    }
}
