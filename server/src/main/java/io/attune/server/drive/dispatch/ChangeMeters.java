package io.attune.server.drive.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Measures how far the change feed of this process is behind (docs/metrics.md), by what it announced itself: on its way that meets all that the
 * announcements of others meet, and there is one clock only.
 */
@Singleton
final class ChangeMeters {
    private final Timer lag;

    @Inject
    ChangeMeters(MeterRegistry registry) {
        lag = Timer.builder("attune.changes.lag")
                .description("From the commit of a change until this process was told of it")
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
    }

    void told(Duration late) {
        lag.record(late);
    }
}
