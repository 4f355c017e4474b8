package io.attune.worker.sandbox;

/** This machine does not let us confine processes; the message says why and what helps. */
public final class SandboxUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    SandboxUnavailableException(String message) {
        super(message);
    }
}
