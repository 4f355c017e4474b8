/**
 * Rows of workflow definitions, {@link io.attune.store.workflow.WorkflowStore}, and of their runs:
 * {@link io.attune.store.workflow.WorkflowRunStore} and what goes with it.
 */
@NullMarked
package io.attune.store.workflow;

import org.jspecify.annotations.NullMarked;
