package io.attune.model.worker;

import io.attune.model.WireEnum;

/** How a worker is deployed. */
public enum WorkerType implements WireEnum {
    LOCAL,
    REMOTE,
    CONTAINER
}
