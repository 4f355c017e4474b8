package io.attune.engine.sensor;

import java.util.List;

/** The state after an input, and what must now be done. */
public record SensorDecision(SensorState state, List<SensorCommand> commands) {
    public SensorDecision {
        commands = List.copyOf(commands);
    }

    static SensorDecision of(SensorState state, SensorCommand... commands) {
        return new SensorDecision(state, List.of(commands));
    }
}
