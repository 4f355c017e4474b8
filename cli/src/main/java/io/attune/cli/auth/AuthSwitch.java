package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.profile.ConfigFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "switch",
        description = "use the login of another profile from now on; same as 'config use'",
        footer = {"", "Example: attune auth switch staging"})
final class AuthSwitch extends AttuneCommand {
    @Parameters(arity = "0..1", paramLabel = "PROFILE", description = "profile; asked for when absent")
    @Nullable
    String profile;

    @Override
    protected ExitCode run(Call call) {
        String name = profile != null
                ? profile
                : call.ask("Profile (" + String.join(", ", call.config().profileNames()) + "): ", "PROFILE");
        String known = call.config().profile(name).name();
        ConfigFile.update(call.configPath(), content -> content.put("profile", known));
        call.output().done("Profile '" + known + "' is active.");
        return ExitCode.SUCCESS;
    }
}
