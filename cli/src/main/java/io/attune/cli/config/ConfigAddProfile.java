package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Login;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.profile.ConfigFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add-profile",
        description = "add a profile, or change its address; a stored login stays",
        footer = {"", "Example: attune config add-profile staging --api-url https://staging.example.com"})
final class ConfigAddProfile extends AttuneCommand {
    @Parameters(paramLabel = "NAME", description = "profile")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String name;

    @Option(
            names = {"-a", "--api-url"},
            required = true,
            paramLabel = "URL",
            description = "server address")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String apiUrl;

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "what it is for")
    @Nullable
    String description;

    @Override
    protected ExitCode run(Call call) {
        String url = call.connect(apiUrl, Login.none()).baseUrl();
        var stored = ConfigFile.update(call.configPath(), content -> {
            var fields = ConfigFile.profileFields(content, name);
            fields.put("api_url", url);
            if (description != null) {
                fields.put("description", description);
            }
        });
        call.output().object(ProfileView.of(stored, name, stored.activeProfile()), ProfileView.COLUMNS, "name");
        return ExitCode.SUCCESS;
    }
}
