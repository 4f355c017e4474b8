package io.attune.engine.workflow.graph;

import io.attune.model.WireEnum;

/** How the delays before retries grow (workflows.md §9). */
public enum Backoff implements WireEnum {
    CONSTANT,
    LINEAR,
    EXPONENTIAL;

    /** @param attempt from 1, the first retry */
    double factor(int attempt) {
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> attempt;
            case EXPONENTIAL -> Math.pow(2, attempt - 1.0);
        };
    }
}
