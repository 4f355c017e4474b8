package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one execution with parameters and result",
        footer = {"", "Example: attune execution show @last"})
final class ExecutionShow extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Option(names = "--no-result", description = "leave the result out")
    boolean noResult;

    @Option(
            names = {"--show-secrets", "--include-secret-values"},
            description = "with secret values in clear; needs executions:decrypt and is recorded")
    boolean showSecrets;

    @Override
    protected ExitCode run(Call call) {
        JsonNode execution = call.client()
                .get(
                        "/executions/" + References.execution(call, id),
                        Query.none().with("include_secret_values", showSecrets ? true : null));
        if (noResult && execution instanceof com.fasterxml.jackson.databind.node.ObjectNode object) {
            object.remove("result");
        }
        call.output().object(execution, ExecutionColumns.DETAIL, "id");
        call.output().section("Parameters", execution.path("config"));
        call.output().section("Result", execution.path("result"));
        return ExitCode.SUCCESS;
    }
}
