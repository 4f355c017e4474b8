package io.attune.cli.tenant;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "tenant",
        subcommands = {
            TenantList.class,
            TenantShow.class,
            TenantCreate.class,
            TenantUpdate.class,
            TenantFreeze.class,
            TenantUnfreeze.class
        },
        footer = {"", "Example: attune tenant create ops --label Operations"})
public final class TenantGroup extends Group {}
