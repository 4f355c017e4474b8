/**
 * Decides when the process of a sensor runs (runtime.md §12, packs.md §11.3). Entry class: {@link io.attune.engine.sensor.SensorDecider}.
 * Knows nothing of processes, leases and logs.
 */
@NullMarked
package io.attune.engine.sensor;

import org.jspecify.annotations.NullMarked;
