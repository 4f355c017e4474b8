package io.attune.worker.runtime;

/** A run that cannot be started on this machine as it is declared. The message is for its author. */
public final class UnrunnableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnrunnableException(String message) {
        super(message);
    }
}
