package io.attune.server.drive.ingest;

import io.attune.model.event.Event;
import io.attune.model.id.EventId;
import java.time.Instant;

/** What became of an arrival. It is committed. */
public sealed interface IngestedEvent {
    EventId id();

    /** When it came first. */
    Instant received();

    /** It was new and is stored. */
    record Stored(Event event) implements IngestedEvent {
        @Override
        public EventId id() {
            return event.id();
        }

        @Override
        public Instant received() {
            return event.created();
        }
    }

    /** The same delivery was here before and made this event. */
    record Repeated(EventId id, Instant received) implements IngestedEvent {}
}
