/**
 * Executions over HTTP (api-runs.md §3): {@link io.attune.server.execution.ExecutionResource} starts, lists, shows and cancels them,
 * {@link io.attune.server.execution.ExecutionStreamResource} streams their changes and output.
 */
@NullMarked
package io.attune.server.execution;

import org.jspecify.annotations.NullMarked;
