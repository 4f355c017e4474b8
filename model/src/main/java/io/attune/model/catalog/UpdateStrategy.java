package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** What a second item with the same key does to a waiting one (packs.md §3.6). */
public enum UpdateStrategy implements WireEnum {
    IMMUTABLE,
    REPLACE,
    MERGE_PATCH
}
