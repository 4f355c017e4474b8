package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** How the process of a sensor stands (runtime.md §1.2). */
public enum SensorProcessStatus implements WireEnum {
    STARTING,
    RUNNING,
    STOPPED,
    /** It could not be started. */
    FAILED,
    /** It ended by itself and is started again later. */
    BACKOFF
}
