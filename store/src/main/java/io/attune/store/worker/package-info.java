/** Rows of workers as the dispatcher needs them: {@link io.attune.store.worker.WorkerSessionStore}. */
@NullMarked
package io.attune.store.worker;

import org.jspecify.annotations.NullMarked;
