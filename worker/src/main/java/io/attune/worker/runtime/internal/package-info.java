/**
 * The core actions that need no process (D12, packs.md §15.1): {@link io.attune.worker.runtime.internal.InternalActions}. They give what a
 * process would give: output and an exit code.
 */
@NullMarked
package io.attune.worker.runtime.internal;

import org.jspecify.annotations.NullMarked;
