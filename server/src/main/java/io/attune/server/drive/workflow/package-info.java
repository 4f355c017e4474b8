/**
 * Runs workflows: gives {@link io.attune.engine.workflow.WorkflowDecider} what happened and does what it decides. Entry class:
 * {@link io.attune.server.drive.workflow.WorkflowDriver}; one decision with all that follows is
 * {@link io.attune.server.drive.workflow.Advance}. Knows nothing of HTTP and decides nothing itself.
 */
@NullMarked
package io.attune.server.drive.workflow;

import org.jspecify.annotations.NullMarked;
