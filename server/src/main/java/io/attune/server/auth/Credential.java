package io.attune.server.auth;

import io.attune.model.id.ExecutionId;
import io.attune.model.id.SensorId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller showed, as far as it says more than who the caller is. */
public sealed interface Credential {
    /** The login of a person or a service account. */
    record Session() implements Credential {}

    /** The token of a run. */
    record Run(ExecutionId execution) implements Credential {}

    /**
     * The token of a sensor.
     *
     * @param triggerTypes the only triggers it may emit events for: those of the token that the sensor still has
     */
    record Sensor(SensorId id, String ref, List<String> triggerTypes) implements Credential {
        public Sensor {
            triggerTypes = List.copyOf(triggerTypes);
        }
    }

    /**
     * The token of a worker.
     *
     * @param id null while it has not registered
     */
    record Worker(@Nullable Long id) implements Credential {}

    /** The kind of token that carries it. */
    default TokenKind token() {
        return switch (this) {
            case Session _ -> TokenKind.ACCESS;
            case Run _ -> TokenKind.EXECUTION;
            case Sensor _ -> TokenKind.SENSOR;
            case Worker _ -> TokenKind.WORKER;
        };
    }
}
