package io.attune.server.webhook;

import io.attune.model.event.DeliveryOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;

/** Counts deliveries to webhooks of this process (docs/metrics.md). */
@Singleton
final class DeliveryMeters {
    private static final String OUTCOME = "outcome";

    private final MeterProvider<Counter> deliveries;
    private final Counter unknownKey;

    @Inject
    DeliveryMeters(MeterRegistry registry) {
        deliveries = Counter.builder("attune.webhooks.deliveries")
                .description("Deliveries to webhooks, by what became of them")
                .withRegistry(registry);
        // Shown before the first one comes.
        Arrays.stream(DeliveryOutcome.values()).forEach(this::counter);
        unknownKey = deliveries.withTag(OUTCOME, "unknown_key");
    }

    private Counter counter(DeliveryOutcome outcome) {
        return deliveries.withTag(OUTCOME, outcome.wire());
    }

    void count(DeliveryOutcome outcome) {
        counter(outcome).increment();
    }

    void countUnknownKey() {
        unknownKey.increment();
    }
}
