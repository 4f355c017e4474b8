package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** How standard output becomes the result's data (packs.md §7). */
public enum OutputFormat implements WireEnum {
    TEXT,
    JSON,
    YAML,
    JSONL
}
