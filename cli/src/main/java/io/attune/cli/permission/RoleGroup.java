package io.attune.cli.permission;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "role",
        subcommands = {RoleList.class, RoleShow.class, RoleBind.class, RoleUnbind.class},
        footer = {"", "Examples:", "  attune role bind on-call core.executor", "  attune identity role add ada on-call"
        })
public final class RoleGroup extends Group {}
