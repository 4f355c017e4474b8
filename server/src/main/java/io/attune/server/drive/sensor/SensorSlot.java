package io.attune.server.drive.sensor;

import io.attune.engine.sensor.SensorState;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.store.sensor.SensorProcessStore.Ending;
import org.jspecify.annotations.Nullable;

/** A sensor on this node, with what the database does not know of it yet. Owned by the thread of {@link SensorSupervisor}. */
final class SensorSlot {
    /** As the catalogue had it last. */
    DemandedSensor sensor;

    SensorState state = SensorState.NONE;

    @Nullable
    SensorProcess process;

    @Nullable
    Long pid;

    boolean unwritten = true;
    boolean unwrittenStart;

    @Nullable
    Ending unwrittenEnding;
    /** Failures in a row that nobody was told of; 0 when there are none. */
    int unwrittenAlert;

    SensorSlot(DemandedSensor sensor) {
        this.sensor = sensor;
    }
}
