package io.attune.cli.pack;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "pack",
        subcommands = {
            PackList.class,
            PackShow.class,
            PackCreate.class,
            PackUpdate.class,
            PackUpload.class,
            PackRegister.class,
            PackUninstall.class
        },
        footer = {"", "Example: attune pack upload ./my_pack"})
public final class PackGroup extends Group {}
