package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "make a runtime",
        footer = {
            "",
            "Example: attune runtime create --ref ops.ruby --name ruby --pack ops --execution-config @ruby.json"
        })
final class RuntimeCreate extends AttuneCommand {
    @Option(
            names = {"-r", "--ref"},
            required = true,
            paramLabel = "REF",
            description = "ref of the runtime")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String ref;

    @Option(
            names = {"-n", "--name"},
            required = true,
            paramLabel = "NAME",
            description = "its name, such as ruby")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String name;

    @Option(names = "--pack", paramLabel = "REF", description = "pack of the runtime")
    @Nullable
    String pack;

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "what it is for")
    @Nullable
    String description;

    @Option(names = "--execution-config", paramLabel = "JSON", description = "how it runs actions: JSON, @file or @-")
    @Nullable
    String executionConfig;

    @Option(names = "--distributions", paramLabel = "JSON", description = "how it is found")
    @Nullable
    String distributions;

    @Option(names = "--installation", paramLabel = "JSON", description = "how it is installed")
    @Nullable
    String installation;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("ref", ref).put("name", name);
        if (pack != null) {
            request.put("pack_ref", pack);
        }
        if (description != null) {
            request.put("description", description);
        }
        if (executionConfig != null) {
            request.set("execution_config", JsonInput.value(call, "--execution-config", executionConfig));
        }
        if (distributions != null) {
            request.set("distributions", JsonInput.value(call, "--distributions", distributions));
        }
        if (installation != null) {
            request.set("installation", JsonInput.value(call, "--installation", installation));
        }
        Runtimes.show(call, call.client().send("POST", "/runtimes", request));
        return ExitCode.SUCCESS;
    }
}
