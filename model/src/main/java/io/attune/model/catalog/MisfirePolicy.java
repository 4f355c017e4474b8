package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** What to do about timer ticks that were missed while the platform was down (runtime.md §3). */
public enum MisfirePolicy implements WireEnum {
    SKIP,
    FIRE_ONCE
}
