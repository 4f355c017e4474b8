package io.attune.server.drive.ingest;

import io.attune.engine.parameter.Violation;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An arrival was not stored, and the source may do something about it. */
public final class IngestRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<Violation> violations;

    /** What the source can do. */
    public enum Reason {
        /** Too many wait already, or this process stops: come back later. */
        OVERLOADED,
        /** The trigger was changed or deleted after the source looked at it: look again. */
        TRIGGER_CHANGED,
        /** The database cannot hold it: change it. */
        NOT_STORABLE,
        /** The trigger asks for payloads that fit its schema, and this one does not: change it. */
        PAYLOAD_UNFIT
    }

    private IngestRefused(Reason reason, String message, List<Violation> violations, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.violations = violations;
    }

    IngestRefused(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, List.of(), cause);
    }

    IngestRefused(Reason reason, String message) {
        this(reason, message, List.of(), null);
    }

    static IngestRefused unfit(String triggerRef, List<Violation> violations) {
        return new IngestRefused(
                Reason.PAYLOAD_UNFIT, "the payload does not fit the schema of '" + triggerRef + "'", violations, null);
    }

    public Reason reason() {
        return reason;
    }

    /** Of {@link Reason#PAYLOAD_UNFIT}. */
    public List<Violation> violations() {
        return violations;
    }
}
