package io.attune.cli.pack;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one pack",
        footer = {"", "Example: attune pack show core"})
final class PackShow extends AttuneCommand {
    @Parameters(paramLabel = "PACK", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String pack;

    @Override
    protected ExitCode run(Call call) {
        call.output().object(call.client().get(References.path(call, "/packs", pack)), PackColumns.DETAIL, "ref");
        return ExitCode.SUCCESS;
    }
}
