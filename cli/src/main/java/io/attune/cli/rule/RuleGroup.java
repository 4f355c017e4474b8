package io.attune.cli.rule;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "rule",
        subcommands = {
            RuleList.class,
            RuleShow.class,
            RuleCreate.class,
            RuleClone.class,
            RuleUpdate.class,
            RuleEnable.class,
            RuleDisable.class,
            RuleDelete.class,
            RuleTest.class,
            RuleWhy.class,
            RuleFire.class
        },
        footer = {"", "Example: attune rule test ops.restart_on_alert --payload alert.json"})
public final class RuleGroup extends Group {}
