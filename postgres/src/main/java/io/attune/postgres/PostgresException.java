package io.attune.postgres;

import org.jspecify.annotations.Nullable;

/** The bundled PostgreSQL cannot be run. The message says what was found and what the operator can do about it. */
public final class PostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for callers that react differently (exit code, retry). */
    public enum Reason {
        /** The directory is a file, cannot be written, or belongs to somebody else. */
        DIRECTORY_UNUSABLE,
        /** Another live process works on the directory. */
        DIRECTORY_IN_USE,
        /** The cluster was made by another major version of PostgreSQL. */
        WRONG_VERSION,
        /** No space left where the data lives. */
        DISK_FULL,
        /** No binaries for this operating system and processor. */
        PLATFORM_UNSUPPORTED,
        /** Started by root, and no way was found to give the privileges up. */
        PRIVILEGES,
        /** The server did not come up; the message carries its own words. */
        START_FAILED
    }

    private final Reason reason;

    PostgresException(Reason reason, String message) {
        this(reason, message, null);
    }

    PostgresException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
