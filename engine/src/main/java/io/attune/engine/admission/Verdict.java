package io.attune.engine.admission;

/** What becomes of a run that comes. */
public enum Verdict {
    /** It goes at once. */
    ADMITTED,
    /** It joins the line. */
    WAITS,
    /** It is cancelled: as many as may be active are, or others wait. */
    OVER_THRESHOLD,
    /** It is cancelled: as many as may start within the time have. */
    OVER_RATE,
    /** It is cancelled: as many as may wait do. */
    QUEUE_FULL;

    public boolean isRefusal() {
        return this != ADMITTED && this != WAITS;
    }
}
