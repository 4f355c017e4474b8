package io.attune.engine.placement;

/** Whether a worker can run something, and why not. */
public sealed interface Fit {
    /** @param preference sum of the weights of the preferred affinities it matches */
    record Fits(int preference) implements Fit {}

    /** @param reason in words for a person: what was asked and what the worker has */
    record Misfit(String reason) implements Fit {}
}
