package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** Which failures of a run outside workflows are tried again (runtime.md §5.5). */
public enum RetryOn implements WireEnum {
    TRANSIENT,
    ANY,
    WORKER_LOST
}
