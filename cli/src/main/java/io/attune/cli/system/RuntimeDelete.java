package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        aliases = "rm",
        description = "delete a runtime",
        footer = {"", "Example: attune runtime delete ops.ruby --yes"})
final class RuntimeDelete extends AttuneCommand {
    @Parameters(paramLabel = "RUNTIME", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String runtime;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/runtimes", runtime);
        call.confirm("Delete runtime '" + ref + "'?", yes);
        call.client().send("DELETE", "/runtimes/" + Query.segment(ref), null);
        call.output().done("Runtime '" + ref + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
