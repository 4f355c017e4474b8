package io.attune.model.worker;

import io.attune.model.WireEnum;

/** What a worker says of itself (runtime.md §1.2). */
public enum WorkerStatus implements WireEnum {
    ACTIVE,
    INACTIVE,
    BUSY,
    ERROR
}
