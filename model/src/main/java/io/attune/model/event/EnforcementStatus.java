package io.attune.model.event;

import io.attune.model.WireEnum;

/** How far one rule's reaction to one event has come (runtime.md §1.5). */
public enum EnforcementStatus implements WireEnum {
    CREATED,
    PROCESSED,
    DISABLED
}
