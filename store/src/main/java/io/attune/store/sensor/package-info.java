/** Rows of sensors. Entry class: {@link io.attune.store.sensor.SensorStore}. */
@NullMarked
package io.attune.store.sensor;

import org.jspecify.annotations.NullMarked;
