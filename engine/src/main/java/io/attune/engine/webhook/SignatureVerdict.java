package io.attune.engine.webhook;

/** Whether a delivery comes from somebody who knows the secret. */
public sealed interface SignatureVerdict {
    record Genuine() implements SignatureVerdict {}

    /** @param reason what was expected; shows nothing of the secret or of the right signature */
    record Refused(String reason) implements SignatureVerdict {}
}
