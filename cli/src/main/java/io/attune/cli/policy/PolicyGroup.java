package io.attune.cli.policy;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "policy",
        subcommands = {PolicyList.class, PolicyShow.class, PolicyCreate.class, PolicyUpdate.class, PolicyDelete.class},
        footer = {"", "Example: attune policy create --ref ops.one_deploy --action ops.deploy --threshold 1"})
public final class PolicyGroup extends Group {}
