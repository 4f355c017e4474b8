package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "result",
        description = "the result of an execution and nothing else",
        footer = {"", "Example: attune execution result @last --path data.message"})
final class ExecutionResult extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "json or yaml")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String format;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "only this part, dotted; text is printed without quotes")
    @Nullable
    String path;

    @Override
    protected ExitCode run(Call call) {
        if (!format.equals("json") && !format.equals("yaml")) {
            throw Failure.usage("Unknown format '" + format + "'", "json or yaml");
        }
        JsonNode result = call.client()
                .get("/executions/" + References.execution(call, id))
                .path("result");
        JsonNode shown = path == null ? result : Nodes.at(result, path);
        if (path != null && shown.isMissingNode()) {
            throw Failure.of(
                    ExitCode.NOT_FOUND, "The result has nothing at '" + path + "'", "attune execution result " + id);
        }
        if (path != null && shown.isTextual()) {
            call.output().print(shown.asText() + "\n");
        } else {
            call.output().print(format.equals("yaml") ? YamlText.write(shown) : JsonText.pretty(shown) + "\n");
        }
        return ExitCode.SUCCESS;
    }
}
