/** Sensors over HTTP (api-catalog.md §7). Entry class: {@link io.attune.server.sensor.SensorResource}. Starts none: {@code drive.sensor} does. */
@NullMarked
package io.attune.server.sensor;

import org.jspecify.annotations.NullMarked;
