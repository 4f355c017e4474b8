package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "one setting",
        footer = {"", "Example: attune config get api_url"})
final class ConfigGet extends AttuneCommand {
    @Parameters(paramLabel = "KEY", description = "api_url, format, profile, auth_token or refresh_token")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Override
    protected ExitCode run(Call call) {
        Setting setting = Setting.parse(key);
        String value = setting.shown(call);
        if (call.output().format().forMachines()) {
            call.output().document(Nodes.object().put(setting.key(), value));
        } else {
            call.output().print((value == null ? "" : value) + "\n");
        }
        return ExitCode.SUCCESS;
    }
}
