package io.attune.server.drive.sensor;

import io.attune.model.tenant.Owner;
import io.attune.store.sensor.SensorDemandStore.DemandedSensor;
import io.attune.store.tenant.TenantStore;
import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.process.ProcessSpec;
import io.attune.worker.runtime.CommandLine;
import io.attune.worker.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Confines the processes of sensors as workers confine runs (ADR 14).
 *
 * @param exemptPacks refs of packs whose sensors are not confined
 * @param directory of the sensors of this node; what sensors of a tenant share as {@code /tmp} is below it
 * @param libraries helper libraries for sensors
 */
record SensorSandbox(
        Sandbox sandbox,
        Set<String> exemptPacks,
        Path directory,
        Path environments,
        Path artifacts,
        List<Path> libraries) {
    SensorSandbox {
        exemptPacks = Set.copyOf(exemptPacks);
        libraries = List.copyOf(libraries);
    }

    ProcessSpec confine(ProcessSpec spec, DemandedSensor sensor, Optional<Path> pack, CommandLine command)
            throws IOException {
        if (exemptPacks.contains(sensor.packRef())) {
            return spec;
        }
        var tenant = sensor.owner() instanceof Owner.Tenant(var own) ? own : TenantStore.SYSTEM;
        return sandbox.confine(
                spec,
                new Sandbox.Reach(
                        pack,
                        environments,
                        artifacts,
                        TemporaryDirectory.shared(directory, tenant.value()),
                        Stream.concat(libraries.stream(), command.installation().stream())
                                .toList()));
    }
}
