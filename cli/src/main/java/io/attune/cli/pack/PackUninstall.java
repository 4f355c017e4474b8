package io.attune.cli.pack;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "uninstall",
        aliases = {"delete", "rm"},
        description = "remove a pack with everything in it",
        footer = {"", "Example: attune pack uninstall ops --yes"})
final class PackUninstall extends AttuneCommand {
    @Parameters(paramLabel = "PACK", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String pack;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Option(names = "--cascade", description = "also the pack's keys")
    boolean cascade;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/packs", pack);
        call.confirm("Remove pack '" + ref + "' with its actions, triggers and rules?", yes);
        String path = "/packs/" + Query.segment(ref);
        call.client().send("DELETE", cascade ? path + "?cascade=true" : path, null);
        call.output().done("Pack '" + ref + "' is removed.");
        return ExitCode.SUCCESS;
    }
}
