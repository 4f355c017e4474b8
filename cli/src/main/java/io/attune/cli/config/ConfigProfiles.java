package io.attune.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "profiles",
        description = "all profiles",
        footer = {"", "Example: attune config profiles"})
final class ConfigProfiles extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        String active = call.profileName();
        var profiles = call.config().profileNames().stream()
                .map(name -> (JsonNode) ProfileView.of(call.config(), name, active))
                .toList();
        call.output().list(profiles, ProfileView.COLUMNS, "name", "No profiles.", Nodes.object());
        return ExitCode.SUCCESS;
    }
}
