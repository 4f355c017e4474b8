/** Workflow definitions over HTTP (api-catalog.md §3). Entry class: {@link io.attune.server.workflow.WorkflowResource}. Runs none: see {@link io.attune.server.drive.workflow}. */
@NullMarked
package io.attune.server.workflow;

import org.jspecify.annotations.NullMarked;
