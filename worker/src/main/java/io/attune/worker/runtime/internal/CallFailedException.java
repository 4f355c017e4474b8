package io.attune.worker.runtime.internal;

/** A call that got no HTTP answer, or could not be made as asked. */
final class CallFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean connectionError;

    CallFailedException(String message) {
        this(message, false);
    }

    private CallFailedException(String message, boolean connectionError) {
        super(message);
        this.connectionError = connectionError;
    }

    /** The call was fine, and may succeed another time. */
    static CallFailedException ofConnection(String message) {
        return new CallFailedException(message, true);
    }

    boolean isConnectionError() {
        return connectionError;
    }
}
