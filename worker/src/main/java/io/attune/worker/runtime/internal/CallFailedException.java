package io.attune.worker.runtime.internal;

/** A call that got no HTTP answer, or could not be made as asked. */
final class CallFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    CallFailedException(String message) {
        super(message);
    }
}
