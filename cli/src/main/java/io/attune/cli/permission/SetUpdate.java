package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        description = "change a permission set; grants are replaced as a whole",
        footer = {
            "",
            "Examples:",
            "  attune permission set update ops.on_call --grants '[{\"resource\": \"rules\", \"actions\": [\"read\", \"update\"]}]'",
            "  attune permission set show ops.on_call -j | jq .grants | attune permission set update ops.night --grants @-"
        })
final class SetUpdate extends AttuneCommand {
    @Parameters(paramLabel = "SET", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String set;

    @Option(names = "--label", paramLabel = "TEXT", description = "new title")
    @Nullable
    String label;

    @Option(names = "--description", paramLabel = "TEXT", description = "new description")
    @Nullable
    String description;

    @Option(names = "--grants", paramLabel = "JSON", description = "all grants it shall have: JSON, @file or @-")
    @Nullable
    String grants;

    @Override
    protected ExitCode run(Call call) {
        if (label == null && description == null && grants == null) {
            throw Failure.usage("Nothing to change", "Give --label, --description or --grants");
        }
        JsonNode present = PermissionSets.find(call, set);
        var change = Nodes.object();
        // The route replaces the grants in any case, so those that stay are sent as well.
        change.set("grants", grants == null ? present.path("grants") : JsonInput.value(call, "--grants", grants));
        if (label != null) {
            change.put("label", label);
        }
        if (description != null) {
            change.put("description", description);
        }
        PermissionSets.show(
                call,
                call.client()
                        .send("PUT", "/permissions/sets/" + present.path("id").asLong(), change));
        return ExitCode.SUCCESS;
    }
}
