package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "usage",
        description = "rules, actions, workflows and pack configurations that use a key",
        footer = {
            "",
            "An action without places declares nothing, and so gets all keys of its pack.",
            "",
            "Example: attune key usage github_token"
        })
final class KeyUsage extends AttuneCommand {
    private static final List<Column> COLUMNS =
            List.of(Column.of("Kind", "kind"), Column.of("Ref", "ref"), Column.of("At", "at"));

    @Parameters(paramLabel = "KEY", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Override
    protected ExitCode run(Call call) {
        List<JsonNode> usages = new ArrayList<>();
        call.client().get(Keys.path(key) + "/usage").forEach(usages::add);
        call.output().list(usages, COLUMNS, "ref", "Nothing that you may read uses '" + key + "'.", Nodes.object());
        return ExitCode.SUCCESS;
    }
}
