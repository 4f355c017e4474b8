package io.attune.server.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.attune.model.id.TriggerId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Counts deliveries per trigger and address in a moving window. LIMIT: each process counts by itself, so behind a load balancer the limit
 * holds per server.
 */
@Singleton
final class DeliveryRate {
    private static final int SENDERS_REMEMBERED = 50_000;
    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private final Cache<Sender, MovingWindow> admitted = Caffeine.newBuilder()
            .maximumSize(SENDERS_REMEMBERED)
            .expireAfterAccess(LONGEST_WINDOW)
            .build();

    private record Sender(TriggerId trigger, String address) {}

    /** @return nothing if the delivery is within the limit, else how long to wait */
    Optional<Duration> admit(TriggerId trigger, String address, long requests, Duration window, Instant now) {
        return admitted.get(new Sender(trigger, address), _ -> new MovingWindow())
                .admit(requests, window, now);
    }
}
