package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Format;
import io.attune.cli.render.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "why",
        aliases = "explain",
        description = "why an execution waits, or ended as it did; for a workflow why each task did not complete",
        footer = {"", "Example: attune execution why @last-failed"})
final class ExecutionWhy extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Override
    protected ExitCode run(Call call) {
        JsonNode why = call.client().get("/executions/" + References.execution(call, id) + "/explain");
        Format format = call.output().format();
        if (format != Format.TABLE && format != Format.WIDE) {
            call.output().document(why);
            return ExitCode.SUCCESS;
        }
        var text = new StringBuilder("Execution " + why.path("execution").asLong() + " is "
                + why.path("status").asText() + ".\n");
        reason(text, why, "");
        for (JsonNode task : why.path("tasks")) {
            if (!task.path("state").asText().equals("completed")) {
                text.append("\nTask ")
                        .append(task.path("task").asText())
                        .append(" (")
                        .append(task.path("state").asText().replace('_', ' '))
                        .append(")\n");
                reason(text, task, "  ");
            }
        }
        text.toString().lines().forEach(line -> call.output().print(Output.safeLine(line) + "\n"));
        return ExitCode.SUCCESS;
    }

    private static void reason(StringBuilder text, JsonNode reason, String indent) {
        text.append(indent).append(reason.path("cause").asText()).append(".\n");
        for (JsonNode evidence : reason.path("evidence")) {
            evidence.asText()
                    .lines()
                    .forEach(line ->
                            text.append(indent).append("    ").append(line).append('\n'));
        }
        if (reason.hasNonNull("remedy")) {
            text.append(indent)
                    .append("→ ")
                    .append(reason.path("remedy").asText())
                    .append('\n');
        }
    }
}
