/**
 * Runs the processes of sensors (runtime.md §12). Entry class: {@link io.attune.server.drive.sensor.SensorSupervisor}, a driver around
 * {@code engine.sensor}. Must not know routes.
 */
@NullMarked
package io.attune.server.drive.sensor;

import org.jspecify.annotations.NullMarked;
