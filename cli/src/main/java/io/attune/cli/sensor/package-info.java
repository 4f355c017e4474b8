/** {@code attune sensor}: what sensors there are, what they do and write. Entry class: {@link io.attune.cli.sensor.SensorGroup}. */
@NullMarked
package io.attune.cli.sensor;

import org.jspecify.annotations.NullMarked;
