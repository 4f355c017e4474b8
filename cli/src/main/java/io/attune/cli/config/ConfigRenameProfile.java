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
        name = "rename-profile",
        description = "give a profile another name; its login stays",
        footer = {"", "Example: attune config rename-profile staging stage"})
final class ConfigRenameProfile extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "profile; not 'default'")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String name;

    @Parameters(index = "1", paramLabel = "NEW_NAME", description = "its new name")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String newName;

    @Override
    protected ExitCode run(Call call) {
        String known = call.config().profile(name).name();
        if (known.equals("default") || call.config().hasProfile(newName)) {
            throw Failure.of(
                    ExitCode.CONFLICT,
                    known.equals("default")
                            ? "Profile 'default' keeps its name"
                            : "There is a profile '" + newName + "' already",
                    "attune config profiles");
        }
        boolean active = known.equals(call.config().activeProfile());
        ConfigFile.update(call.configPath(), content -> {
            var profiles = (ObjectNode) content.path("profiles");
            profiles.set(newName, profiles.remove(known));
            if (active) {
                content.put("profile", newName);
            }
        });
        call.output().done("Profile '" + known + "' is now '" + newName + "'.");
        return ExitCode.SUCCESS;
    }
}
