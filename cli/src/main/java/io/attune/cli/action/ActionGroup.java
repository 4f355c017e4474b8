package io.attune.cli.action;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "action",
        subcommands = {
            ActionList.class,
            ActionSearch.class,
            ActionShow.class,
            ActionParams.class,
            ActionRules.class,
            ActionCreate.class,
            ActionClone.class,
            ActionUpdate.class,
            ActionDelete.class,
            ActionExecute.class
        },
        footer = {"", "Example: attune action execute core.echo --param message=hello --wait"})
public final class ActionGroup extends Group {}
