package io.attune.server.event;

import io.attune.engine.parameter.Violation;
import io.attune.model.event.Event;
import io.attune.server.drive.ingest.Ingest;
import io.attune.server.drive.ingest.IngestRefused;
import io.attune.server.drive.ingest.IngestedEvent;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.http.AttuneException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Stores events for requests of the API: what keeps one from being stored becomes the answer. */
@Singleton
public final class EventSubmission {
    private final Ingest ingest;

    @Inject
    EventSubmission(Ingest ingest) {
        this.ingest = ingest;
    }

    /** @throws AttuneException 429, 409, 422 or 400 if it was not stored */
    public IngestedEvent submit(NewEvent event) {
        try {
            return ingest.submit(event);
        } catch (IngestRefused e) {
            throw switch (e.reason()) {
                case OVERLOADED ->
                    AttuneException.tooManyRequests(String.valueOf(e.getMessage()), Duration.ofSeconds(1));
                case TRIGGER_CHANGED -> AttuneException.conflict(String.valueOf(e.getMessage()));
                case NOT_STORABLE -> AttuneException.badRequest(String.valueOf(e.getMessage()));
                case PAYLOAD_UNFIT -> unfit(e);
            };
        }
    }

    /** As {@link #submit}, of an event that cannot be a repetition, since it has no delivery id. */
    public Event store(NewEvent event) {
        return switch (submit(event)) {
            case IngestedEvent.Stored(var stored) -> stored;
            case IngestedEvent.Repeated repeated ->
                throw new IllegalStateException("an event without delivery id was taken for event " + repeated.id());
        };
    }

    /** 422 with all that does not fit. */
    public static AttuneException unfit(IngestRefused refused) {
        return AttuneException.invalid(refused.violations().stream()
                .map(violation -> new AttuneException.Detail(field(violation), violation.message()))
                .toList());
    }

    private static String field(Violation violation) {
        return violation.parameter().isEmpty() ? "payload" : "payload." + violation.parameter();
    }
}
