package io.attune.cli.config;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "config",
        subcommands = {
            ConfigList.class,
            ConfigGet.class,
            ConfigSet.class,
            ConfigUnset.class,
            ConfigView.class,
            ConfigPath.class,
            ConfigProfiles.class,
            ConfigCurrent.class,
            ConfigUse.class,
            ConfigAddProfile.class,
            ConfigRenameProfile.class,
            ConfigRemoveProfile.class,
            ConfigShowProfile.class
        },
        footer = {"", "Example: attune config add-profile staging --api-url https://staging.example.com"})
public final class ConfigGroup extends Group {}
