package io.attune.cli.system;

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
        description = "change a runtime",
        footer = {"", "Example: attune runtime update ops.ruby --execution-config @ruby.json"})
final class RuntimeUpdate extends AttuneCommand {
    @Parameters(paramLabel = "RUNTIME", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String runtime;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "new name")
    @Nullable
    String name;

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "new description; empty clears it")
    @Nullable
    String description;

    @Option(names = "--execution-config", paramLabel = "JSON", description = "how it runs actions: JSON, @file or @-")
    @Nullable
    String executionConfig;

    @Option(names = "--distributions", paramLabel = "JSON", description = "how it is found")
    @Nullable
    String distributions;

    @Option(names = "--installation", paramLabel = "JSON", description = "how it is installed; null clears it")
    @Nullable
    String installation;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object();
        if (name != null) {
            change.put("name", name);
        }
        if (description != null) {
            ObjectNode patch = change.putObject("description");
            if (description.isEmpty()) {
                patch.put("op", "clear");
            } else {
                patch.put("op", "set").put("value", description);
            }
        }
        if (executionConfig != null) {
            change.set("execution_config", JsonInput.value(call, "--execution-config", executionConfig));
        }
        if (distributions != null) {
            change.set("distributions", JsonInput.value(call, "--distributions", distributions));
        }
        if (installation != null) {
            var value = JsonInput.value(call, "--installation", installation);
            ObjectNode patch = change.putObject("installation").put("op", value.isNull() ? "clear" : "set");
            if (!value.isNull()) {
                patch.set("value", value);
            }
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "attune runtime update --help");
        }
        Runtimes.show(call, call.client().send("PUT", References.path(call, "/runtimes", runtime), change));
        return ExitCode.SUCCESS;
    }
}
