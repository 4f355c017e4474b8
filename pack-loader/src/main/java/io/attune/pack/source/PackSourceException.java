package io.attune.pack.source;

import java.io.Serial;

/** A source was refused; the message names the entry and the reason. */
public final class PackSourceException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public PackSourceException(String message) {
        super(message);
    }

    public PackSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
