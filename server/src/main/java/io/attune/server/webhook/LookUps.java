package io.attune.server.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says how often an address may make this process look at the database for what it does not know or refuses: a flood of made-up keys must not
 * get there (security.md §6).
 */
@Singleton
final class LookUps {
    private static final int MOST = 100;
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final int SENDERS_REMEMBERED = 50_000;

    private final Cache<String, MovingWindow> admitted = Caffeine.newBuilder()
            .maximumSize(SENDERS_REMEMBERED)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();

    /** @return nothing if the address may, else how long to wait */
    Optional<Duration> admit(String address, Instant now) {
        return admitted.get(address, _ -> new MovingWindow()).admit(MOST, WINDOW, now);
    }
}
