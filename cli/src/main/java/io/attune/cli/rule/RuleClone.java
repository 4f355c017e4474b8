package io.attune.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "clone",
        description = "make a new rule like another one; disabled unless --enabled",
        footer = {"", "Example: attune rule clone ops.restart_on_alert ops.page_on_alert"})
final class RuleClone extends AttuneCommand {
    private static final List<String> TAKEN_OVER = List.of(
            "label",
            "description",
            "trigger_ref",
            "action_ref",
            "action_params",
            "trigger_params",
            "misfire_policy",
            "permission_set_refs");

    @Parameters(index = "0", paramLabel = "RULE", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String rule;

    @Parameters(index = "1", paramLabel = "NEW_REF", description = "ref of the new rule, PACK.NAME")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String copy;

    @Option(names = "--enabled", description = "switch it on at once")
    boolean enabled;

    @Override
    protected ExitCode run(Call call) {
        int dot = copy.indexOf('.');
        if (dot <= 0) {
            throw Failure.usage("'" + copy + "' is not the ref of a rule", "It looks like PACK.NAME");
        }
        JsonNode found = call.client().get(References.path(call, "/rules", rule));
        var request = Nodes.object().put("ref", copy).put("pack_ref", copy.substring(0, dot));
        TAKEN_OVER.stream().filter(found::hasNonNull).forEach(field -> request.set(field, found.path(field)));
        // The server shows criteria in both forms and takes one.
        String form = found.hasNonNull("criteria") ? "criteria" : "conditions";
        request.set(form, found.path(form));
        request.put("enabled", enabled);
        RuleColumns.show(call, call.client().send("POST", "/rules", request));
        return ExitCode.SUCCESS;
    }
}
