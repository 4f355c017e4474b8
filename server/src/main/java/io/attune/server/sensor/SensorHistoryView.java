package io.attune.server.sensor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.store.sensor.SensorProcessStore.Change;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A change of how a sensor stands on a node, in the shape of history records (api-ops.md §2).
 *
 * @param entityId of the sensor's process
 * @param entityRef of the sensor
 */
@Schema(name = "SensorHistoryRecord")
@JsonInclude(JsonInclude.Include.ALWAYS)
record SensorHistoryView(
        Instant time,
        String operation,
        long entityId,
        String entityRef,
        List<String> changedFields,
        @Nullable JsonNode oldValues,
        JsonNode newValues) {
    static SensorHistoryView of(Change change) {
        return new SensorHistoryView(
                change.time(),
                change.operation(),
                change.process(),
                change.sensorRef(),
                change.changedFields(),
                change.oldValues(),
                change.newValues());
    }
}
