package io.attune.cli.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        description = "change a trigger",
        footer = {"", "Example: attune trigger update ops.alert --label 'Alert from monitoring'"})
final class TriggerUpdate extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Option(names = "--label", paramLabel = "TEXT", description = "new title")
    @Nullable
    String label;

    @Option(names = "--description", paramLabel = "TEXT", description = "new description; empty clears it")
    @Nullable
    String description;

    @Option(names = "--enabled", arity = "1", paramLabel = "BOOL", description = "true or false")
    @Nullable
    Boolean enabled;

    @Option(names = "--param-schema", paramLabel = "JSON", description = "new parameters; null clears them")
    @Nullable
    String paramSchema;

    @Option(names = "--out-schema", paramLabel = "JSON", description = "new shape of the payload; null clears it")
    @Nullable
    String outSchema;

    @Option(
            names = "--validate-payload",
            arity = "1",
            paramLabel = "BOOL",
            description = "whether events that do not fit the shape are refused")
    @Nullable
    Boolean validatePayload;

    @Option(
            names = "--webhook-config",
            paramLabel = "JSON",
            description = "new checks of its webhook, as a whole; give a secret as @file")
    @Nullable
    String webhookConfig;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object();
        if (label != null) {
            change.put("label", label);
        }
        if (description != null) {
            var patch = change.putObject("description");
            if (description.isEmpty()) {
                patch.put("op", "clear");
            } else {
                patch.put("op", "set").put("value", description);
            }
        }
        if (enabled != null) {
            change.put("enabled", enabled);
        }
        if (paramSchema != null) {
            patch(change.putObject("param_schema"), JsonInput.value(call, "--param-schema", paramSchema));
        }
        if (outSchema != null) {
            patch(change.putObject("out_schema"), JsonInput.value(call, "--out-schema", outSchema));
        }
        if (validatePayload != null) {
            change.put("validate_payload", validatePayload);
        }
        if (webhookConfig != null) {
            change.set("webhook_config", JsonInput.object(call, "--webhook-config", webhookConfig));
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "attune trigger update --help");
        }
        TriggerColumns.show(call, call.client().send("PUT", References.path(call, "/triggers", trigger), change));
        return ExitCode.SUCCESS;
    }

    private static void patch(ObjectNode patch, JsonNode value) {
        if (value.isNull()) {
            patch.put("op", "clear");
        } else {
            patch.put("op", "set").set("value", value);
        }
    }
}
