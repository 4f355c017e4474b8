package io.attune.cli.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one enforcement with the parameters it gave the action",
        footer = {"", "Example: attune enforcement show 9"})
final class EnforcementShow extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id of the enforcement")
    long id;

    @Option(
            names = {"--show-secrets", "--include-secret-values"},
            description = "with secret values in clear; needs enforcements:decrypt and is recorded")
    boolean showSecrets;

    @Override
    protected ExitCode run(Call call) {
        JsonNode enforcement = call.client()
                .get("/enforcements/" + id, Query.none().with("include_secret_values", showSecrets ? true : null));
        call.output().object(enforcement, EventColumns.ENFORCEMENTS, "id");
        call.output().section("Conditions", enforcement.path("conditions"));
        call.output().section("Parameters", enforcement.path("config"));
        return ExitCode.SUCCESS;
    }
}
