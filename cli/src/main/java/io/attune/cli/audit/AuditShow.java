package io.attune.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one record with all that was kept",
        footer = {"", "Example: attune audit show 42"})
final class AuditShow extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id of the record")
    long id;

    @Override
    protected ExitCode run(Call call) {
        JsonNode found = call.client().get("/audit-events/" + id);
        call.output().object(found, AuditColumns.DETAIL, "id");
        call.output().section("Details", found.path("details"));
        call.output().section("Came about through", found.path("correlation_chain"));
        return ExitCode.SUCCESS;
    }
}
