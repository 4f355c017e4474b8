package io.attune.cli.rule;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        description = "change a rule",
        footer = {"", "Example: attune rule update ops.alert --criteria \"event.payload.level in ['error', 'fatal']\""})
final class RuleUpdate extends AttuneCommand {
    @Parameters(paramLabel = "RULE", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String rule;

    @Option(names = "--label", paramLabel = "TEXT", description = "new title")
    @Nullable
    String label;

    @Option(names = "--description", paramLabel = "TEXT", description = "new description")
    @Nullable
    String description;

    @Option(
            names = {"--conditions", "--criteria", "--expression"},
            paramLabel = "CRITERIA",
            description = "new criteria; '{}' matches always")
    @Nullable
    String criteria;

    @Option(names = "--action-params", paramLabel = "JSON", description = "new parameters of the action")
    @Nullable
    String actionParams;

    @Option(names = "--trigger-params", paramLabel = "JSON", description = "new parameters of the trigger")
    @Nullable
    String triggerParams;

    @Option(names = "--enabled", arity = "1", paramLabel = "BOOL", description = "true or false")
    @Nullable
    Boolean enabled;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object();
        if (label != null) {
            change.put("label", label);
        }
        if (description != null) {
            change.put("description", description);
        }
        if (criteria != null) {
            Criteria.put(call, change, criteria);
        }
        if (actionParams != null) {
            change.set("action_params", JsonInput.object(call, "--action-params", actionParams));
        }
        if (triggerParams != null) {
            change.set("trigger_params", JsonInput.object(call, "--trigger-params", triggerParams));
        }
        if (enabled != null) {
            change.put("enabled", enabled);
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "attune rule update --help");
        }
        RuleColumns.show(call, call.client().send("PUT", References.path(call, "/rules", rule), change));
        return ExitCode.SUCCESS;
    }
}
