package io.attune.server.boot;

/** Something outside stands in the way of the start; the message says what and what to do. The process ends with exit code 1. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }
}
