package io.attune.cli.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "view",
        description = "the whole configuration file, tokens masked",
        footer = {"", "Example: attune config view"})
final class ConfigView extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        ObjectNode content = call.config().masked();
        if (call.output().format().forMachines()) {
            call.output().document(content);
        } else {
            call.output().print(YamlText.write(content));
        }
        return ExitCode.SUCCESS;
    }
}
