/**
 * Runs of workflows (workflows.md §6–§12). Entry class: {@link io.attune.engine.workflow.WorkflowDecider}: what has happened so far, and
 * something new, give what is to be done. Pure; does not know executions, only the keys of children.
 */
@NullMarked
package io.attune.engine.workflow;

import org.jspecify.annotations.NullMarked;
