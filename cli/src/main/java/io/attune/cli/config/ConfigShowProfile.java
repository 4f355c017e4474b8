package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show-profile",
        description = "one profile, without its tokens",
        footer = {"", "Example: attune config show-profile staging"})
final class ConfigShowProfile extends AttuneCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "the active profile when absent")
    @Nullable
    String name;

    @Override
    protected ExitCode run(Call call) {
        String active = call.profileName();
        call.output()
                .object(
                        ProfileView.of(call.config(), name == null ? active : name, active),
                        ProfileView.COLUMNS,
                        "name");
        return ExitCode.SUCCESS;
    }
}
