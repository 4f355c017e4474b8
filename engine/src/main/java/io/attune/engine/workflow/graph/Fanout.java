package io.attune.engine.workflow.graph;

import org.jspecify.annotations.Nullable;

/**
 * A task that runs once for every element of a list (workflows.md §7).
 *
 * @param list renders to the list
 * @param concurrency how many run at the same time
 * @param batchSize elements for one child; null for one element, not in a list
 */
public record Fanout(Text list, int concurrency, @Nullable Integer batchSize) {}
