package io.attune.cli.rule;

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
        description = "delete a rule",
        footer = {"", "Example: attune rule delete ops.restart_on_alert --yes"})
final class RuleDelete extends AttuneCommand {
    @Parameters(paramLabel = "RULE", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String rule;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/rules", rule);
        call.confirm("Delete rule '" + ref + "'?", yes);
        call.client().send("DELETE", "/rules/" + Query.segment(ref), null);
        call.output().done("Rule '" + ref + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
