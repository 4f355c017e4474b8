package io.attune.cli.policy;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one policy with its limits",
        footer = {"", "Example: attune policy show ops.one_deploy"})
final class PolicyShow extends AttuneCommand {
    @Parameters(paramLabel = "POLICY", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String policy;

    @Override
    protected ExitCode run(Call call) {
        PolicyColumns.show(call, call.client().get(References.path(call, "/policies", policy)));
        return ExitCode.SUCCESS;
    }
}
