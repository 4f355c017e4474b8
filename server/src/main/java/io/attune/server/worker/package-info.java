/** Workers as operators see them (api-catalog.md §5). Entry class: {@link io.attune.server.worker.WorkerResource}. Gives them no work. */
@NullMarked
package io.attune.server.worker;

import org.jspecify.annotations.NullMarked;
