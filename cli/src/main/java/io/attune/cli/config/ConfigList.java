package io.attune.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "all settings, tokens masked",
        footer = {"", "Example: attune config list"})
final class ConfigList extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        var settings = Arrays.stream(Setting.values())
                .map(setting ->
                        (JsonNode) Nodes.object().put("key", setting.key()).put("value", setting.shown(call)))
                .toList();
        call.output()
                .list(
                        settings,
                        List.of(Column.of("Key", "key"), Column.of("Value", "value")),
                        "key",
                        "No settings.",
                        Nodes.object());
        return ExitCode.SUCCESS;
    }
}
