package io.attune.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one worker with its load",
        footer = {"", "Example: attune worker show local"})
final class WorkerShow extends AttuneCommand {
    @Parameters(paramLabel = "WORKER", description = "id or name")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String worker;

    @Override
    protected ExitCode run(Call call) {
        JsonNode found = call.client().get(Workers.path(call, worker));
        call.output().object(found, Workers.DETAIL, "id");
        call.output().section("Load", found.path("load"));
        return ExitCode.SUCCESS;
    }
}
