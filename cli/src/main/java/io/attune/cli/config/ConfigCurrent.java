package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "current",
        description = "the profile that calls use now",
        footer = {"", "Example: attune config current"})
final class ConfigCurrent extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        String active = call.profileName();
        call.output().object(ProfileView.of(call.config(), active, active), ProfileView.COLUMNS, "name");
        return ExitCode.SUCCESS;
    }
}
