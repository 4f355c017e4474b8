package io.attune.model.key;

import io.attune.model.WireEnum;

/** What kind of thing a key belongs to (runtime.md §1.2). */
public enum KeyOwnerType implements WireEnum {
    SYSTEM,
    IDENTITY,
    PACK,
    ACTION,
    SENSOR
}
