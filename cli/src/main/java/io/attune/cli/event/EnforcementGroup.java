package io.attune.cli.event;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "enforcement",
        subcommands = {EnforcementList.class, EnforcementShow.class},
        footer = {"", "Example: attune enforcement list --rule ops.restart_on_alert"})
public final class EnforcementGroup extends Group {}
