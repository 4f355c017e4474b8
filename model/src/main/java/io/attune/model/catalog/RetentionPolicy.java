package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** What a retention limit counts (runtime.md §1.2). */
public enum RetentionPolicy implements WireEnum {
    VERSIONS,
    DAYS,
    HOURS,
    MINUTES
}
