package io.attune.engine.admission;

/**
 * How the runs that share the limits of a policy stand.
 *
 * @param active let in, and not over
 * @param waiting in line
 */
public record GroupState(int active, int waiting, StartHistory history) {}
