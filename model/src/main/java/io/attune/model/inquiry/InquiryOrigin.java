package io.attune.model.inquiry;

import io.attune.model.WireEnum;

/** How an inquiry came to be, and thereby whether its execution waits for the answer (runtime.md §7). */
public enum InquiryOrigin implements WireEnum {
    /** A run of {@code core.ask}. */
    ASK,
    /** A process that ended well, with {@code __inquiry} in its result. */
    RESULT,
    /** A request to the API; the execution goes its own way. */
    REQUEST;

    /** Whether the execution ends with the inquiry. */
    public boolean isAwaited() {
        return this != REQUEST;
    }
}
