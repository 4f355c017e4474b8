package io.attune.server.drive.sensor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.sensor.SensorDemand;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.store.sensor.SensorDemandStore.WaitingRule;

/** The rules of a sensor as its process gets them ({@code ATTUNE_SENSOR_TRIGGERS}, packs.md §11.1), and what a process depends on. */
final class SensorRules {
    private SensorRules() {}

    static SensorDemand demand(DemandedSensor sensor) {
        return new SensorDemand(
                definition(sensor),
                sensor.liveRules(),
                sensor.rules().stream().map(SensorRules::instance).toList());
    }

    private static String instance(WaitingRule rule) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", rule.id().value())
                .put("ref", rule.ref())
                .put("trigger_ref", rule.triggerRef())
                .set("config", rule.parameters())
                .toString();
    }

    /** Everything but the rules. */
    private static String definition(DemandedSensor sensor) {
        return String.join(
                "\n",
                sensor.ref(),
                sensor.entrypoint(),
                String.valueOf(sensor.checksum()),
                sensor.runtimeRef(),
                String.valueOf(sensor.runtimeVersionConstraint()),
                sensor.runtimeConfig().toString(),
                sensor.config().toString(),
                sensor.triggerTypes().toString());
    }
}
