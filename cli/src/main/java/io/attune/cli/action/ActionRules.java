package io.attune.cli.action;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.rule.RulesOf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "rules",
        description = "rules that use this action",
        footer = {"", "Example: attune action rules core.echo"})
final class ActionRules extends AttuneCommand {
    @Parameters(paramLabel = "ACTION", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        RulesOf.show(call, listing, "/actions", action);
        return ExitCode.SUCCESS;
    }
}
