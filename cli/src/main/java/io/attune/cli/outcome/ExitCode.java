package io.attune.cli.outcome;

/** The exit codes of cli.md §2.4. */
public enum ExitCode {
    SUCCESS(0),
    FAILURE(1),
    USAGE(2),
    NOT_AUTHENTICATED(3),
    FORBIDDEN(4),
    NOT_FOUND(5),
    CONFLICT(6),
    REJECTED(7),
    RATE_LIMITED(8),
    SERVER_UNAVAILABLE(9),
    FINDINGS(11),
    TIMED_OUT(20),
    CANCELLED(21),
    INQUIRY_OPEN(22),
    WAIT_TIMED_OUT(124);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The code for an HTTP status that is not a success. */
    public static ExitCode ofStatus(int status) {
        return switch (status) {
            case 401 -> NOT_AUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404, 410 -> NOT_FOUND;
            case 409, 412 -> CONFLICT;
            case 429 -> RATE_LIMITED;
            default -> status >= 500 ? SERVER_UNAVAILABLE : status >= 400 ? REJECTED : FAILURE;
        };
    }
}
