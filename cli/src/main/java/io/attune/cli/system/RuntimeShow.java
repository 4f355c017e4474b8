package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one runtime with its configuration",
        footer = {"", "Example: attune runtime show core.python"})
final class RuntimeShow extends AttuneCommand {
    @Parameters(paramLabel = "RUNTIME", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String runtime;

    @Override
    protected ExitCode run(Call call) {
        Runtimes.show(call, call.client().get(References.path(call, "/runtimes", runtime)));
        return ExitCode.SUCCESS;
    }
}
