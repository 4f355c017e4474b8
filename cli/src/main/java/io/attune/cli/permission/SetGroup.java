package io.attune.cli.permission;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "set",
        description = "permission sets: named grants, which packs bring",
        subcommands = {SetList.class, SetShow.class, SetUpdate.class},
        footer = {"", "Example: attune permission set show core.editor"})
final class SetGroup extends Group {}
