package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** How changes of rules reach a running sensor (packs.md §11.3). */
public enum RuleUpdates implements WireEnum {
    RESTART,
    STDIN
}
