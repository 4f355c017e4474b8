package io.attune.server.event;

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

    /** @throws AttuneException 429, 409 or 400 if it was not stored */
    public IngestedEvent submit(NewEvent event) {
        try {
            return ingest.submit(event);
        } catch (IngestRefused e) {
            throw switch (e.reason()) {
                case OVERLOADED ->
                    AttuneException.tooManyRequests(String.valueOf(e.getMessage()), Duration.ofSeconds(1));
                case TRIGGER_CHANGED -> AttuneException.conflict(String.valueOf(e.getMessage()));
                case NOT_STORABLE -> AttuneException.badRequest(String.valueOf(e.getMessage()));
            };
        }
    }
}
