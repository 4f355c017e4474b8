package io.attune.cli.permission;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "permission",
        subcommands = {
            SetGroup.class,
            PermissionGrant.class,
            AssignmentGroup.class,
            PermissionCheck.class,
            PermissionWhoCan.class
        },
        footer = {"", "Example: attune permission grant core.editor --identity ada"})
public final class PermissionGroup extends Group {}
