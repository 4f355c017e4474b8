package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Body;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.profile.ConfigFile;
import io.attune.cli.profile.Profile;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "logout",
        description = "end the session and forget the stored login",
        footer = {"", "Example: attune auth logout --profile staging"})
final class AuthLogout extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        Profile profile = call.profile();
        if (profile.authToken() != null) {
            try {
                call.client().raw("GET", "/auth/logout", Body.none());
            } catch (Failure unreachable) {
                call.output().warn("the server was not told (" + unreachable.explanation() + ")");
            }
        }
        ConfigFile.update(
                call.configPath(),
                content -> ConfigFile.profileFields(content, profile.name())
                        .remove(List.of("auth_token", "refresh_token", "auth_method", "username")));
        call.output().done("Logged out of profile '" + profile.name() + "'.");
        return ExitCode.SUCCESS;
    }
}
