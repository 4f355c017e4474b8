package io.attune.model.event;

import io.attune.model.id.EventId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to a webhook and what became of it.
 *
 * @param status the status of the answer
 * @param message why it was refused
 * @param event of {@link DeliveryOutcome#ACCEPTED} and {@link DeliveryOutcome#REPEATED}
 * @param took from the arrival to the decision; storing the event comes after it
 */
public record LoggedDelivery(
        ReceivedDelivery delivery,
        DeliveryOutcome outcome,
        int status,
        @Nullable String message,
        @Nullable EventId event,
        Duration took) {
    private static final int LONGEST_MESSAGE = 1000;

    public LoggedDelivery {
        message = ReceivedDelivery.line(message, LONGEST_MESSAGE);
    }

    /** The event that it made. */
    public LoggedDelivery of(EventId made) {
        return new LoggedDelivery(delivery, outcome, status, message, made, took);
    }
}
