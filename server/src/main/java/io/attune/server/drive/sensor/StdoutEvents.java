package io.attune.server.drive.sensor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.model.id.RuleId;
import io.attune.model.json.StorableJson;
import io.attune.model.tenant.Owner;
import io.attune.server.drive.ingest.IngestRefused;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.SqlState;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.worker.process.OutputSink;
import io.attune.worker.process.StopSignal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Events that a sensor writes on its standard output, a JSON document per line. A line is an event when it is an object with a text
 * {@code trigger_ref} or {@code trigger_type}; every other line is a line of the log and nothing more. Events are stored in their order. A
 * sensor that writes faster than events are stored waits at its pipe.
 */
final class StdoutEvents implements OutputSink {
    private static final int LONGEST_LINE = 1 << 20;
    private static final int LONGEST_DELIVERY_ID = 255;
    /** How much of a sensor may wait in memory, in KiB; each event counts for one at least. */
    private static final int ROOM = 4 << 10;

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Pattern ADDRESS = Pattern.compile("rule_(\\d{1,18})");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final DemandedSensor sensor;
    private final Function<String, Optional<CatalogTrigger>> triggers;
    private final Consumer<NewEvent> ingest;
    private final StopSignal stop;
    private final Consumer<String> complaints;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final BlockingQueue<NewEvent> waiting = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(ROOM);
    private boolean tooLong;
    private volatile boolean over;

    /**
     * @param triggers finds one by its ref
     * @param ingest stores an event before it returns; may refuse with {@link IngestRefused}
     * @param complaints told of what is no event though it wants to be one, for the sensor's log
     */
    StdoutEvents(
            DemandedSensor sensor,
            Function<String, Optional<CatalogTrigger>> triggers,
            Consumer<NewEvent> ingest,
            StopSignal stop,
            Consumer<String> complaints) {
        this.sensor = sensor;
        this.triggers = triggers;
        this.ingest = ingest;
        this.stop = stop;
        this.complaints = complaints;
    }

    @Override
    public void accept(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                endOfLine();
            } else if (line.size() < LONGEST_LINE) {
                line.write(bytes[i]);
            } else {
                tooLong = true;
            }
        }
    }

    private void endOfLine() {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (tooLong) {
            tooLong = false;
            complaints.accept("a line of more than " + LONGEST_LINE + " bytes is no event");
            return;
        }
        var event = event(text);
        if (event != null) {
            enqueue(event);
        }
    }

    private void enqueue(NewEvent event) {
        try {
            // Whoever reads the output of the process also ends it: once it is to end, no line is waited for.
            while (!room.tryAcquire(
                    weight(event), stop.reason() == null ? PAUSE.toMillis() : 0, TimeUnit.MILLISECONDS)) {
                if (stop.reason() != null) {
                    complaints.accept("an event was not stored: the sensor was stopped and too many others wait");
                    return;
                }
            }
            waiting.add(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int weight(NewEvent event) {
        return 1 + event.size() / 1_024;
    }

    private @Nullable NewEvent event(String text) {
        if (!text.startsWith("{")) {
            return null;
        }
        JsonNode document;
        try {
            document = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
        var ref = document.has("trigger_ref") ? document.get("trigger_ref") : document.path("trigger_type");
        if (!ref.isTextual()) {
            return null;
        }
        if (!sensor.triggerTypes().contains(ref.textValue())) {
            complaints.accept("no event of '" + ref.textValue() + "' was made: this sensor emits "
                    + String.join(", ", sensor.triggerTypes()) + " only");
            return null;
        }
        var trigger = triggers.apply(ref.textValue());
        if (trigger.isEmpty()) {
            complaints.accept("no event was made: there is no trigger '" + ref.textValue() + "'");
            return null;
        }
        var problem = StorableJson.problem(document);
        if (problem.isPresent()) {
            complaints.accept("an event was refused: " + problem.get());
            return null;
        }
        var deliveryId = document.path("delivery_id");
        if (deliveryId.asText().length() > LONGEST_DELIVERY_ID) {
            complaints.accept(
                    "an event was refused: its delivery_id has more than " + LONGEST_DELIVERY_ID + " characters");
            return null;
        }
        return new NewEvent(
                trigger.get(),
                NewEvent.WhenTriggerDiffers.STORE,
                present(document.get("config")),
                present(document.get("payload")),
                new NewEvent.Source(sensor.id(), sensor.ref()),
                addressee(document.path("trigger_instance_id").asText("")),
                sensor.owner() instanceof Owner.Tenant(var tenant) ? tenant : null,
                // With an id of its own an event may be submitted again when nobody knows whether it was stored.
                deliveryId.isTextual() ? deliveryId.textValue() : "sensor:" + UUID.randomUUID(),
                text.length());
    }

    private static @Nullable JsonNode present(@Nullable JsonNode value) {
        return value == null || value.isNull() ? null : value;
    }

    private static @Nullable RuleId addressee(String instance) {
        var matcher = ADDRESS.matcher(instance);
        return matcher.matches() ? new RuleId(Long.parseLong(matcher.group(1))) : null;
    }

    /** Stores events until the process is over and all are stored; in a thread of its own. */
    void drain() throws InterruptedException {
        while (!over || !waiting.isEmpty()) {
            var event = waiting.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            if (event != null) {
                store(event);
                room.release(weight(event));
            }
        }
    }

    private void store(NewEvent event) throws InterruptedException {
        while (true) {
            try {
                ingest.accept(event);
                return;
            } catch (IngestRefused e) {
                if (e.reason() != IngestRefused.Reason.OVERLOADED || stop.reason() != null) {
                    complaints.accept("an event was refused: " + e.getMessage());
                    return;
                }
            } catch (RuntimeException e) {
                if (!isPassing(e)) {
                    complaints.accept("an event was not stored: the platform failed");
                    return;
                }
                if (stop.reason() != null) {
                    complaints.accept("an event may not be stored: the database is away");
                    return;
                }
            }
            var _ = stop.await(PAUSE);
        }
    }

    private static boolean isPassing(RuntimeException failure) {
        return failure instanceof DatabaseUnavailableException
                || SqlState.isOutage(failure)
                || SqlState.isConflict(failure);
    }

    /** The process writes no more. */
    void finish() {
        over = true;
    }
}
