package io.attune.server.drive.ingest;

import io.attune.engine.schedule.TimerKind;
import io.attune.model.event.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Counts the events that this process stored (docs/metrics.md). */
@Singleton
public final class EventMeters {
    private final MeterProvider<Counter> stored;

    private enum Origin {
        WEBHOOK,
        SENSOR,
        TIMER,
        EXECUTION,
        MANUAL,
        PLATFORM
    }

    @Inject
    public EventMeters(MeterRegistry registry) {
        stored = Counter.builder("attune.events.stored")
                .description("Events stored by this process, by where they came from")
                .withRegistry(registry);
        // Shown before the first one comes.
        Arrays.stream(Origin.values()).forEach(this::counter);
    }

    private Counter counter(Origin origin) {
        return stored.withTag("origin", origin.name().toLowerCase(Locale.ROOT));
    }

    void stored(List<Event> events) {
        events.forEach(event -> counter(origin(event)).increment());
    }

    private static Origin origin(Event event) {
        String source = event.sourceRef();
        return switch (source) {
            case null -> Origin.EXECUTION;
            case TimerKind.SENSOR_REF -> Origin.TIMER;
            case "webhook" -> Origin.WEBHOOK;
            case "manual" -> Origin.MANUAL;
            case "attune.system" -> Origin.PLATFORM;
            default -> Origin.SENSOR;
        };
    }
}
