package io.attune.model.catalog;

import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import org.jspecify.annotations.Nullable;

/**
 * A long-running source of events.
 *
 * @param firstTrigger id of the first of its triggers, if there is such a trigger
 */
public record Sensor(
        Component component,
        SensorSettings settings,
        @Nullable TriggerId firstTrigger) {
    public SensorId id() {
        return new SensorId(component.id());
    }
}
