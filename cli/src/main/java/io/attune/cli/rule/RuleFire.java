package io.attune.cli.rule;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fire",
        description = "fire a rule once by hand",
        footer = {"", "Example: attune rule fire ops.nightly_report"})
final class RuleFire extends AttuneCommand {
    private static final List<Column> FIRED = List.of(
            Column.of("Rule", "rule_ref"),
            Column.of("Trigger", "trigger_ref"),
            Column.of("Event", "event_id"),
            Column.time("Received", "received_at"));

    @Parameters(paramLabel = "RULE", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String rule;

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            description =
                    "event payload in place of what a tick would say: JSON, a file name, @file or - for standard input")
    @Nullable
    String payload;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object();
        if (payload != null) {
            request.set("payload", JsonInput.value(call, "--payload", payload));
        }
        var fired = call.client().send("POST", References.path(call, "/rules", rule) + "/fire", request);
        call.output().object(fired, FIRED, "event_id");
        return ExitCode.SUCCESS;
    }
}
