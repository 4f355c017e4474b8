package io.attune.server.drive.ingest;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An arrival was not stored, and the source may do something about it. */
public final class IngestRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What the source can do. */
    public enum Reason {
        /** Too many wait already, or this process stops: come back later. */
        OVERLOADED,
        /** The trigger was changed or deleted after the source looked at it: look again. */
        TRIGGER_CHANGED,
        /** The database cannot hold it: change it. */
        NOT_STORABLE
    }

    IngestRefused(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    IngestRefused(Reason reason, String message) {
        this(reason, message, null);
    }

    public Reason reason() {
        return reason;
    }
}
