/**
 * What a run printed: kept within limits, freed of secrets, sent to the log while it runs, and read as the declared format.
 * {@link io.attune.worker.output.RunOutput} holds both streams of one run. Knows neither processes nor results.
 */
@NullMarked
package io.attune.worker.output;

import org.jspecify.annotations.NullMarked;
