package io.attune.model.policy;

import io.attune.model.WireEnum;

/** What becomes of a run beyond the limits of its policy (runtime.md §2.2). */
public enum PolicyMethod implements WireEnum {
    /** It is cancelled. */
    CANCEL,
    /** It waits in line. */
    ENQUEUE
}
