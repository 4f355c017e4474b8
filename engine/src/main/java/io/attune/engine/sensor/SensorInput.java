package io.attune.engine.sensor;

import io.attune.engine.sensor.SensorDemand.Wanted;
import java.time.Instant;
import java.util.Optional;

/** What happens to a sensor. */
public sealed interface SensorInput {
    Instant at();

    /** Time passed, and this is what the catalogue wants now. */
    record Tick(Instant at, Optional<Wanted> wanted) implements SensorInput {}

    /** The process is there. */
    record Started(Instant at) implements SensorInput {}

    /** The process is gone, whoever ended it. */
    record Ended(Instant at) implements SensorInput {}

    /** No process could be made: no interpreter, no file. */
    record Unstartable(Instant at) implements SensorInput {}
}
