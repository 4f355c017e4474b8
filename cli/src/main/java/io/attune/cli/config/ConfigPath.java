package io.attune.cli.config;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "path",
        description = "where the configuration file is",
        footer = {"", "Example: attune config path --quiet"})
final class ConfigPath extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        var result = Nodes.object().put("path", call.configPath().toString());
        call.output().object(result, List.of(Column.of("Path", "path")), "path");
        return ExitCode.SUCCESS;
    }
}
