package io.attune.cli.system;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "runtime",
        subcommands = {
            RuntimeList.class,
            RuntimeShow.class,
            RuntimeCreate.class,
            RuntimeUpdate.class,
            RuntimeDelete.class
        },
        footer = {"", "Example: attune runtime list"})
public final class RuntimeGroup extends Group {}
