package io.attune.server.webhook;

import io.attune.model.event.DeliveryOutcome;
import io.attune.server.http.AttuneException;
import java.io.Serial;

/** A delivery is not taken: how the sender is answered, and what the log says. */
final class RefusedDelivery extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final DeliveryOutcome outcome;
    private final int status;
    private final String reason;
    private final RuntimeException answer;

    private RefusedDelivery(DeliveryOutcome outcome, int status, String reason, RuntimeException answer) {
        super(reason, answer, false, false);
        this.outcome = outcome;
        this.status = status;
        this.reason = reason;
        this.answer = answer;
    }

    RefusedDelivery(DeliveryOutcome outcome, AttuneException answer) {
        this(outcome, String.valueOf(answer.getMessage()), answer);
    }

    /** @param reason for the log, where the message of the answer says what the sender sent */
    RefusedDelivery(DeliveryOutcome outcome, String reason, AttuneException answer) {
        this(outcome, answer.code().status(), reason, answer);
    }

    /** Beyond the limit of the route. */
    static RefusedDelivery tooLarge(RuntimeException answer) {
        return new RefusedDelivery(DeliveryOutcome.TOO_LARGE, 413, "The body is larger than this server takes", answer);
    }

    DeliveryOutcome outcome() {
        return outcome;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    RuntimeException answer() {
        return answer;
    }
}
