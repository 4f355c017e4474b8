package io.attune.cli.trigger;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "trigger",
        subcommands = {
            TriggerList.class,
            TriggerShow.class,
            TriggerRules.class,
            TriggerCreate.class,
            TriggerUpdate.class,
            TriggerEnable.class,
            TriggerDisable.class,
            TriggerDelete.class,
            WebhookGroup.class
        },
        footer = {"", "Example: attune trigger webhook enable examples.alert"})
public final class TriggerGroup extends Group {}
