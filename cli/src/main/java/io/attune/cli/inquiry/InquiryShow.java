package io.attune.cli.inquiry;

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
        description = "one inquiry, with the answer that is expected and the one that was given",
        footer = {"", "Example: attune inquiry show 7"})
final class InquiryShow extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id of the inquiry")
    long id;

    @Option(
            names = {"--show-secrets", "--include-secret-values"},
            description = "with secret answers in clear; needs executions:decrypt and is recorded")
    boolean showSecrets;

    @Override
    protected ExitCode run(Call call) {
        var query = Query.none().with("include_secret_values", showSecrets ? true : null);
        InquiryColumns.show(call, call.client().get(InquiryColumns.path(id), query));
        return ExitCode.SUCCESS;
    }
}
