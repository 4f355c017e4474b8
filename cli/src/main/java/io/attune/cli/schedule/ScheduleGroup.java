package io.attune.cli.schedule;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "schedule",
        subcommands = {ScheduleList.class},
        footer = {"", "Example: attune schedule list --status scheduled"})
public final class ScheduleGroup extends Group {}
