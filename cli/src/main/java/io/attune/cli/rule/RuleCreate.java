package io.attune.cli.rule;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.Titles;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "make a rule: this trigger starts that action; disabled unless --enabled",
        footer = {
            "",
            "Example: attune rule create --name echo_alerts --pack examples --trigger examples.alert --action core.echo \\",
            "           --criteria \"event.payload.level == 'error'\" \\",
            "           --action-params '{\"message\": \"{{ event.payload.text }}\"}' --enabled"
        })
final class RuleCreate extends AttuneCommand {
    @Option(
            names = {"-n", "--name"},
            required = true,
            paramLabel = "NAME",
            description = "name in the pack; its ref becomes PACK.NAME")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String name;

    @Option(
            names = {"-p", "--pack"},
            required = true,
            paramLabel = "PACK",
            description = "pack of the rule")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String pack;

    @Option(
            names = {"-t", "--trigger"},
            required = true,
            paramLabel = "REF",
            description = "trigger whose events it looks at")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Option(
            names = {"-a", "--action"},
            required = true,
            paramLabel = "REF",
            description = "action it starts")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Option(names = "--label", paramLabel = "TEXT", description = "title; made from the name when absent")
    @Nullable
    String label;

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "what it is for")
    @Nullable
    String description;

    @Option(
            names = {"--criteria", "--conditions", "--expression"},
            paramLabel = "CRITERIA",
            description = "expression, condition list or map of equalities; @file")
    @Nullable
    String criteria;

    @Option(
            names = "--action-params",
            paramLabel = "JSON",
            description = "parameters of the action; values may hold {{ }}")
    @Nullable
    String actionParams;

    @Option(names = "--trigger-params", paramLabel = "JSON", description = "parameters of the trigger")
    @Nullable
    String triggerParams;

    @Option(names = "--permission-set", paramLabel = "REF", description = "permission set of the runs; may be repeated")
    List<String> permissionSets = List.of();

    @Option(names = "--no-api-token", description = "the runs get no API token")
    boolean noApiToken;

    @Option(names = "--enabled", description = "enable it at once")
    boolean enabled;

    @Option(names = "--disabled", description = "leave it disabled (the default)")
    boolean disabled;

    @Override
    protected ExitCode run(Call call) {
        if (enabled && disabled) {
            throw Failure.usage("--enabled and --disabled exclude each other", null);
        }
        if (noApiToken && !permissionSets.isEmpty()) {
            throw Failure.usage("--no-api-token and --permission-set exclude each other", null);
        }
        String ref = name.startsWith(pack + ".") ? name : pack + "." + name;
        var request = Nodes.object()
                .put("ref", ref)
                .put("pack_ref", pack)
                .put("label", label == null ? Titles.of(ref.substring(pack.length() + 1)) : label)
                .put("trigger_ref", trigger)
                .put("action_ref", action)
                .put("enabled", enabled);
        if (description != null) {
            request.put("description", description);
        }
        if (criteria != null) {
            Criteria.put(call, request, criteria);
        }
        if (actionParams != null) {
            request.set("action_params", JsonInput.object(call, "--action-params", actionParams));
        }
        if (triggerParams != null) {
            request.set("trigger_params", JsonInput.object(call, "--trigger-params", triggerParams));
        }
        if (noApiToken || !permissionSets.isEmpty()) {
            var sets = request.putArray("permission_set_refs");
            permissionSets.forEach(sets::add);
        }
        RuleColumns.show(call, call.client().send("POST", "/rules", request));
        if (!enabled) {
            call.output().say("The rule is disabled. Enable it: attune rule enable " + ref);
        }
        return ExitCode.SUCCESS;
    }
}
