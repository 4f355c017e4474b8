/** Runtimes over HTTP (api-catalog.md §4). Entry class: {@link io.attune.server.runtime.RuntimeResource}. Starts none. */
@NullMarked
package io.attune.server.runtime;

import org.jspecify.annotations.NullMarked;
