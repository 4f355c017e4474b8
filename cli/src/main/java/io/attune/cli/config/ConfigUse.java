package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "use",
        description = "make a profile the active one",
        footer = {"", "Example: attune config use staging"})
final class ConfigUse extends AttuneCommand {
    @Parameters(paramLabel = "NAME", description = "profile")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String name;

    @Override
    protected ExitCode run(Call call) {
        Setting.PROFILE.store(call, name);
        call.output().done("Profile '" + name + "' is active.");
        return ExitCode.SUCCESS;
    }
}
