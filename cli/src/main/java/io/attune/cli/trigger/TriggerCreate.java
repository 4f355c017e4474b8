package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.Titles;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "make a trigger outside a pack's files",
        footer = {
            "",
            "Examples:",
            "  attune trigger create --ref ops.alert --out-schema '{\"level\": {\"type\": \"string\"}}'",
            "  attune trigger webhook enable ops.alert"
        })
final class TriggerCreate extends AttuneCommand {
    @Option(
            names = {"-r", "--ref"},
            required = true,
            paramLabel = "REF",
            description = "ref of the trigger, PACK.NAME")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String ref;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "TEXT",
            description = "title; made from the ref when absent")
    @Nullable
    String label;

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "what it stands for")
    @Nullable
    String description;

    @Option(names = "--disabled", description = "switched off at first")
    boolean disabled;

    @Option(
            names = "--param-schema",
            paramLabel = "JSON",
            description = "parameters a rule gives it: JSON, @file or @-")
    @Nullable
    String paramSchema;

    @Option(names = "--out-schema", paramLabel = "JSON", description = "shape of its events' payload")
    @Nullable
    String outSchema;

    @Option(
            names = "--webhook-config",
            paramLabel = "JSON",
            description = "checks of its webhook; it can hold a secret, so give it as @file")
    @Nullable
    String webhookConfig;

    @Override
    protected ExitCode run(Call call) {
        int dot = ref.indexOf('.');
        if (dot <= 0) {
            throw Failure.usage("'" + ref + "' is not the ref of a trigger", "It looks like PACK.NAME");
        }
        var request = Nodes.object()
                .put("ref", ref)
                .put("pack_ref", ref.substring(0, dot))
                .put("label", label == null ? Titles.of(ref.substring(dot + 1)) : label)
                .put("enabled", !disabled);
        if (description != null) {
            request.put("description", description);
        }
        if (paramSchema != null) {
            request.set("param_schema", JsonInput.object(call, "--param-schema", paramSchema));
        }
        if (outSchema != null) {
            request.set("out_schema", JsonInput.object(call, "--out-schema", outSchema));
        }
        if (webhookConfig != null) {
            request.set("webhook_config", JsonInput.object(call, "--webhook-config", webhookConfig));
        }
        TriggerColumns.show(call, call.client().send("POST", "/triggers", request));
        return ExitCode.SUCCESS;
    }
}
