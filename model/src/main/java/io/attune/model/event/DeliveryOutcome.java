package io.attune.model.event;

import io.attune.model.WireEnum;

/** What became of a delivery to a webhook (runtime.md §4). */
public enum DeliveryOutcome implements WireEnum {
    /** It made an event. */
    ACCEPTED,
    /** An earlier delivery of the same id had made an event. */
    REPEATED,
    /** The sender asked whether the address is right, and was answered. */
    CHALLENGED,
    DISABLED,
    TOO_LARGE,
    ADDRESS_REFUSED,
    RATE_LIMITED,
    SIGNATURE_REFUSED,
    /** The body is empty, not what it claims to be, or cannot be stored. */
    MALFORMED,
    /** The payload does not fit the trigger's schema. */
    PAYLOAD_REFUSED,
    /** The platform could not take it at that moment. */
    NOT_STORED;
}
