package io.attune.cli.trigger;

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
        description = "delete a trigger",
        footer = {"", "Example: attune trigger delete ops.alert --yes"})
final class TriggerDelete extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/triggers", trigger);
        call.confirm("Delete trigger '" + ref + "'?", yes);
        call.client().send("DELETE", "/triggers/" + Query.segment(ref), null);
        call.output().done("Trigger '" + ref + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
