package io.attune.server.drive.sensor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.Demands;
import io.attune.engine.placement.Fit;
import io.attune.engine.placement.Offer;
import io.attune.engine.placement.RuntimeNames;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.worker.runtime.CommandLine;
import io.attune.worker.runtime.Interpreters;
import io.attune.worker.runtime.Program;
import io.attune.worker.runtime.UnrunnableException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the program of a sensor is started on this machine. Thread-safe. */
final class SensorRuntimes {
    private final Interpreters interpreters;
    /** What this machine has; found out when a sensor first wants a version, since it takes starting each interpreter. */
    private @Nullable Offer offer;

    SensorRuntimes(Interpreters interpreters) {
        this.interpreters = interpreters;
    }

    static Program program(DemandedSensor sensor) {
        return new Program(
                Program.SENSORS,
                sensor.packRef(),
                sensor.entrypoint(),
                RuntimeNames.normalise(
                        sensor.runtimeRef().substring(sensor.runtimeRef().lastIndexOf('.') + 1)),
                sensor.runtimeConfig().isObject() ? sensor.runtimeConfig() : JsonNodeFactory.instance.objectNode());
    }

    /** @throws UnrunnableException when the file, the interpreter or the wanted version of it is missing */
    CommandLine command(DemandedSensor sensor, Program program, Optional<Path> pack) throws UnrunnableException {
        var constraint = sensor.runtimeVersionConstraint();
        if (constraint != null) {
            var wanted = Demands.of(program.runtimeName(), constraint, null, null, null, null);
            if (offer().fit(wanted) instanceof Fit.Misfit(var reason)) {
                throw new UnrunnableException("This node cannot run it: " + reason);
            }
        }
        return CommandLine.ofFile(program, pack, interpreters);
    }

    private synchronized Offer offer() {
        if (offer == null) {
            var capabilities = JsonNodeFactory.instance.objectNode();
            var versions = capabilities.putObject("runtime_versions");
            Interpreters.versions(interpreters.probe()).forEach((runtime, found) -> {
                var list = versions.putArray(runtime);
                found.forEach(list::add);
            });
            offer = Offer.of(capabilities);
        }
        return offer;
    }
}
