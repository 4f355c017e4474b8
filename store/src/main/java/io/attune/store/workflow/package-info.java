/** Rows of workflow definitions. Entry class: {@link io.attune.store.workflow.WorkflowStore}. */
@NullMarked
package io.attune.store.workflow;

import org.jspecify.annotations.NullMarked;
