package io.attune.cli;

import io.attune.cli.call.Call;
import io.attune.cli.call.DryRun;
import io.attune.cli.call.FailureReport;
import io.attune.cli.call.GlobalOptions;
import io.attune.cli.call.Surroundings;
import io.attune.cli.call.Version;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program: builds the command tree, runs one command, and turns whatever happens into an exit code (cli.md §2.4). */
public final class Attune {
    private final Surroundings surroundings;

    public Attune(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command line; prints its result or its failure. */
    public int run(String... args) {
        var options = new GlobalOptions();
        var call = new Call(surroundings, options);
        CommandLine commands = Commands.tree(new RootCommand(call), options, args);
        commands.setOut(writer(surroundings.out()));
        commands.setErr(writer(surroundings.err()));
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        commands.setParameterExceptionHandler((wrong, _) -> report(call, asFailure(wrong)));
        commands.setExecutionExceptionHandler((thrown, _, _) -> switch (thrown) {
            case Failure failure -> report(call, failure);
            case DryRun _ -> ExitCode.SUCCESS.number();
            default -> throw thrown;
        });
        try {
            return commands.execute(args);
        } catch (Failure failure) {
            return report(call, failure);
        }
    }

    private static int report(Call call, Failure failure) {
        FailureReport.write(call, failure);
        return call.exitStatus(failure.exitCode());
    }

    private static Failure asFailure(ParameterException wrong) {
        if (wrong.getCause() instanceof Failure failure) {
            return failure;
        }
        for (Throwable cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
        }
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        var similar = new java.util.ArrayList<String>();
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched) {
            similar.addAll(unmatched.getSuggestions());
        }
        String hint = similar.isEmpty()
                ? command + " --help"
                : "Did you mean " + String.join(" or ", similar) + "? Otherwise: " + command + " --help";
        return Failure.usage(String.valueOf(wrong.getMessage()), hint);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    static String versionLine() {
        return "attune " + Version.current();
    }
}
