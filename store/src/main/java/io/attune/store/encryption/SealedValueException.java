package io.attune.store.encryption;

/** A sealed value cannot be opened, or one cannot be sealed; the message names the place and never the value. */
public sealed class SealedValueException extends RuntimeException permits UnknownMasterKeyException {
    private static final long serialVersionUID = 1L;

    SealedValueException(String message) {
        super(message);
    }

    SealedValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
