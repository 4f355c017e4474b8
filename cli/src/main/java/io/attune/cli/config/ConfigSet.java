package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = "change one setting",
        footer = {"", "Example: attune config set format json"})
final class ConfigSet extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "KEY", description = "api_url, format or profile")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Parameters(index = "1", paramLabel = "VALUE", description = "its new value")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String value;

    @Override
    protected ExitCode run(Call call) {
        Setting setting = Setting.parse(key);
        setting.store(call, value);
        call.output().done(setting.key() + " is now " + value + ".");
        return ExitCode.SUCCESS;
    }
}
