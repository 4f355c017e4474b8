package io.attune.engine.sensor;

import io.attune.engine.sensor.SensorDemand.Wanted;
import io.attune.model.catalog.SensorProcessStatus;
import java.time.Instant;

/** How one sensor stands on the node that has it. {@code failures} are those in a row, without a healthy start between them. */
public sealed interface SensorState {
    SensorState NONE = new Stopped();

    int failures();

    SensorProcessStatus status();

    /** Nothing runs, and nothing should. */
    record Stopped() implements SensorState {
        @Override
        public int failures() {
            return 0;
        }

        @Override
        public SensorProcessStatus status() {
            return SensorProcessStatus.STOPPED;
        }
    }

    /** The process is being started. */
    record Starting(Wanted wanted, int failures) implements SensorState {
        @Override
        public SensorProcessStatus status() {
            return SensorProcessStatus.STARTING;
        }
    }

    record Running(Wanted wanted, Instant since, int failures) implements SensorState {
        @Override
        public SensorProcessStatus status() {
            return SensorProcessStatus.RUNNING;
        }
    }

    /** The process was told to end and is not gone yet. */
    record Stopping() implements SensorState {
        @Override
        public int failures() {
            return 0;
        }

        @Override
        public SensorProcessStatus status() {
            return SensorProcessStatus.RUNNING;
        }
    }

    /**
     * The process ended by itself, or never came up; it is tried again.
     *
     * @param started whether it had come up at all
     */
    record Waiting(Wanted wanted, Instant until, int failures, boolean started) implements SensorState {
        @Override
        public SensorProcessStatus status() {
            return started ? SensorProcessStatus.BACKOFF : SensorProcessStatus.FAILED;
        }
    }
}
