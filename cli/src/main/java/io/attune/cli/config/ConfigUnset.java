package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "unset",
        description = "give one setting its default again; for tokens, forget them",
        footer = {"", "Example: attune config unset format"})
final class ConfigUnset extends AttuneCommand {
    @Parameters(paramLabel = "KEY", description = "api_url, format, profile, auth_token or refresh_token")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Override
    protected ExitCode run(Call call) {
        Setting setting = Setting.parse(key);
        setting.remove(call);
        call.output().done(setting.key() + " has its default again.");
        return ExitCode.SUCCESS;
    }
}
