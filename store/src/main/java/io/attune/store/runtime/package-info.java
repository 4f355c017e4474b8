/** Rows of runtimes. Entry class: {@link io.attune.store.runtime.RuntimeStore}. */
@NullMarked
package io.attune.store.runtime;

import org.jspecify.annotations.NullMarked;
