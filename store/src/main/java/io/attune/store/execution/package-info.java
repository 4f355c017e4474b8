/**
 * Executions, their queue and their output. {@link io.attune.store.execution.ExecutionStore} inserts, moves and reads them;
 * {@link io.attune.store.execution.LogStore} keeps what they print. Knows nothing of workers but their ids.
 */
@NullMarked
package io.attune.store.execution;

import org.jspecify.annotations.NullMarked;
