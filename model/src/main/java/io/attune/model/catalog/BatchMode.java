package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** Whether a queue dispatches items one by one or together (packs.md §3.6). */
public enum BatchMode implements WireEnum {
    SINGLE,
    BATCH
}
