/** The directories a run gets for itself. Knows nothing of processes and of the gateway. */
@NullMarked
package io.attune.worker.environment;

import org.jspecify.annotations.NullMarked;
