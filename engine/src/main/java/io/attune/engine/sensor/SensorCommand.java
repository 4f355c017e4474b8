package io.attune.engine.sensor;

import io.attune.engine.sensor.SensorDemand.Wanted;

/** What must be done about a sensor. */
public sealed interface SensorCommand {
    record Start(Wanted wanted) implements SensorCommand {}

    record Stop() implements SensorCommand {}

    /** Give the running process its new rules. */
    record TellRules(Wanted wanted) implements SensorCommand {}

    /** Tell people that the sensor keeps failing. */
    record Alert(int failures) implements SensorCommand {}
}
