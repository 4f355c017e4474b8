package io.attune.server.worker;

import io.attune.model.WireEnum;

/** How a worker is, in one word (api-catalog.md §5); the first that applies, in this order of precedence. */
enum HealthState implements WireEnum {
    CORDONED,
    ERROR,
    OFFLINE,
    BUSY,
    ACTIVE,
    INACTIVE
}
