package io.attune.cli;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "help",
        description = "help for a command; same as COMMAND --help",
        footer = {"", "Example: attune help rule create"})
final class HelpCommand extends AttuneCommand {
    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "words of the command")
    List<String> words = List.of();

    @Override
    protected ExitCode run(Call call) {
        CommandLine command = spec().root().commandLine();
        for (String word : words) {
            CommandLine below = command.getSubcommands().get(word);
            if (below == null) {
                throw Failure.usage(
                        "No command '" + command.getCommandSpec().qualifiedName() + " " + word + "'",
                        command.getCommandSpec().qualifiedName() + " --help");
            }
            command = below;
        }
        command.usage(new PrintWriter(call.surroundings().out(), true, StandardCharsets.UTF_8));
        return ExitCode.SUCCESS;
    }
}
