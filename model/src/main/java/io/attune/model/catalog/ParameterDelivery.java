package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** How a run receives its parameters (packs.md §6.1). */
public enum ParameterDelivery implements WireEnum {
    STDIN,
    FILE
}
