/**
 * What a workflow is (workflows.md §2–§5): read from its definition, compiled and checked. Entry classes:
 * {@link io.attune.engine.workflow.graph.WorkflowReader} and {@link io.attune.engine.workflow.graph.WorkflowPlan}. Does not know how a
 * workflow runs, nor where the definition came from.
 */
@NullMarked
package io.attune.engine.workflow.graph;

import org.jspecify.annotations.NullMarked;
