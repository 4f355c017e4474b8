package io.attune.engine.schedule;

import io.attune.model.WireEnum;

/** How it stands with the timer of a rule (api-catalog.md §8, TimerState). */
public enum TimerStatus implements WireEnum {
    /** It will fire. */
    SCHEDULED,
    /** Its rule is disabled, or its parameters make no schedule. */
    DISABLED,
    /** All its times had passed when it was started: it never fires. */
    PAST,
    /** It has fired for the last time. */
    FINISHED
}
