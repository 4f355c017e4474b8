package io.attune.cli.key;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "key",
        subcommands = {
            KeyList.class,
            KeyShow.class,
            KeyGet.class,
            KeyUsage.class,
            KeyCreate.class,
            KeySet.class,
            KeyUpdate.class,
            KeyRotate.class,
            KeyCopy.class,
            KeyDelete.class,
            KeyImport.class,
            KeyExport.class,
            KeyEncryption.class,
            KeyRotateMaster.class
        },
        footer = {"", "Example: attune key set github_token --encrypt        # asks for the value"})
public final class KeyGroup extends Group {}
