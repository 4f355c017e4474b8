package io.attune.server.drive.tick;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Measures the timers that this process fires (docs/metrics.md). */
@Singleton
final class TickMeters {
    private final Timer lateness;
    private final Counter missed;

    @Inject
    TickMeters(MeterRegistry registry) {
        lateness = Timer.builder("attune.timers.lateness")
                .description("From the moment a tick was planned for until its event was stored")
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
        missed = Counter.builder("attune.timers.missed")
                .description("Ticks that did not become events, since nobody was there when they were due")
                .register(registry);
    }

    void stored(Duration late) {
        lateness.record(late);
    }

    void missed(long ticks) {
        missed.increment((double) ticks);
    }
}
