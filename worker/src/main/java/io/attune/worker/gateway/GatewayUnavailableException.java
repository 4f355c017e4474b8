package io.attune.worker.gateway;

import org.jspecify.annotations.Nullable;

/** The platform did not answer, or could not store what it was told. Repeating the call is safe. */
public final class GatewayUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GatewayUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
