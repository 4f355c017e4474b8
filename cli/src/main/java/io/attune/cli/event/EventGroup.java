package io.attune.cli.event;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "event",
        subcommands = {EventList.class, EventShow.class, EventEmit.class},
        footer = {"", "Example: attune event list --trigger ops.alert"})
public final class EventGroup extends Group {}
