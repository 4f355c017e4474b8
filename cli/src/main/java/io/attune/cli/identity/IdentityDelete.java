package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        aliases = "rm",
        description = "delete an identity with its tokens; 'freeze' keeps it and can be undone",
        footer = {"", "Example: attune identity delete ada --yes"})
final class IdentityDelete extends AttuneCommand {
    @Parameters(paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Option(names = "--cascade", description = "also the keys it owns")
    boolean cascade;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String path = Identities.path(call, identity);
        call.confirm("Delete identity '" + identity + "'" + (cascade ? " with its keys" : "") + "?", yes);
        call.client().send("DELETE", cascade ? path + "?cascade=true" : path, null);
        call.output().done("Identity '" + identity + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
