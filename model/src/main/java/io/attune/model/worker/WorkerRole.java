package io.attune.model.worker;

import io.attune.model.WireEnum;

/** What a worker runs. */
public enum WorkerRole implements WireEnum {
    ACTION,
    SENSOR
}
