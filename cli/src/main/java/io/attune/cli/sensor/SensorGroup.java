package io.attune.cli.sensor;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "sensor",
        subcommands = {
            SensorList.class,
            SensorShow.class,
            SensorProcesses.class,
            SensorLogs.class,
            SensorEnable.class,
            SensorDisable.class,
            SensorDelete.class
        },
        footer = {"", "Example: attune sensor logs examples.file_watch --tail 20"})
public final class SensorGroup extends Group {}
