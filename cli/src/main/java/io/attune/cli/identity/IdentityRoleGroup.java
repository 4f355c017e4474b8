package io.attune.cli.identity;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "role",
        description = "the roles of an identity; what a role may do: attune role list",
        subcommands = {IdentityRoleAdd.class, IdentityRoleRemove.class},
        footer = {"", "Example: attune identity role add ada on-call"})
final class IdentityRoleGroup extends Group {}
