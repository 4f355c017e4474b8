package io.attune.cli.system;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "worker",
        subcommands = {
            WorkerList.class,
            WorkerShow.class,
            WorkerCordon.class,
            WorkerUncordon.class,
            WorkerDrain.class,
            EnrolmentGroup.class
        },
        footer = {"", "Example: attune worker cordon local --reason 'disk full'"})
public final class WorkerGroup extends Group {}
