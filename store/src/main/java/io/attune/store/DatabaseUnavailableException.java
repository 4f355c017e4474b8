package io.attune.store;

/** The database did not answer or refused the connection: a failure of the world, worth repeating later. */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
