package io.attune.cli.identity;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "identity",
        subcommands = {
            IdentityList.class,
            IdentityShow.class,
            IdentityCreate.class,
            IdentityUpdate.class,
            IdentityDelete.class,
            IdentityFreeze.class,
            IdentityUnfreeze.class,
            IdentityRoleGroup.class,
            TokenGroup.class
        },
        footer = {"", "Example: attune identity create ada --ask-password"})
public final class IdentityGroup extends Group {}
