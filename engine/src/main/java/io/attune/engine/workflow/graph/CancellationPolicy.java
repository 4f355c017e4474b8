package io.attune.engine.workflow.graph;

import io.attune.model.WireEnum;

/** What becomes of running children when their workflow is cancelled (workflows.md §8). */
public enum CancellationPolicy implements WireEnum {
    ALLOW_FINISH,
    CANCEL_RUNNING
}
