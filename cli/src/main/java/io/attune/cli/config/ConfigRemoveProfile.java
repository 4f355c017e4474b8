package io.attune.cli.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.profile.ConfigFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove-profile",
        description = "remove a profile and its login",
        footer = {"", "Example: attune config remove-profile staging"})
final class ConfigRemoveProfile extends AttuneCommand {
    @Parameters(paramLabel = "NAME", description = "profile; neither 'default' nor the active one")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String name;

    @Override
    protected ExitCode run(Call call) {
        String known = call.config().profile(name).name();
        if (known.equals("default") || known.equals(call.config().activeProfile())) {
            throw Failure.of(
                    ExitCode.CONFLICT,
                    "Profile '" + known + "' is " + (known.equals("default") ? "the default one" : "active"),
                    "Make another one active first: attune config use NAME");
        }
        ConfigFile.update(call.configPath(), content -> ((ObjectNode) content.path("profiles")).remove(known));
        call.output().done("Profile '" + known + "' is removed.");
        return ExitCode.SUCCESS;
    }
}
