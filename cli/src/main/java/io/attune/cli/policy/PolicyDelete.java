package io.attune.cli.policy;

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
        description = "delete a policy; whoever waits under it goes",
        footer = {"", "Example: attune policy delete ops.one_deploy --yes"})
final class PolicyDelete extends AttuneCommand {
    @Parameters(paramLabel = "POLICY", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String policy;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/policies", policy);
        call.confirm("Delete policy '" + ref + "'?", yes);
        call.client().send("DELETE", "/policies/" + Query.segment(ref), null);
        call.output().done("Policy '" + ref + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
