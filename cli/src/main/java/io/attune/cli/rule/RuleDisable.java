package io.attune.cli.rule;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "disable",
        description = "disable a rule",
        footer = {"", "Example: attune rule disable ops.restart_on_alert"})
final class RuleDisable extends AttuneCommand {
    @Parameters(paramLabel = "RULE", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String rule;

    @Override
    protected ExitCode run(Call call) {
        RuleColumns.show(call, call.client().send("POST", References.path(call, "/rules", rule) + "/disable", null));
        return ExitCode.SUCCESS;
    }
}
