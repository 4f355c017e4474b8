package io.attune.cli.permission;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "assignment",
        description = "permission sets given to single identities",
        subcommands = {AssignmentList.class, AssignmentAdd.class, AssignmentRemove.class},
        footer = {"", "Example: attune permission assignment list --identity ada"})
final class AssignmentGroup extends Group {}
