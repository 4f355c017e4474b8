package io.attune.cli;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "attune",
        header = "Event-driven automation from the command line.",
        footer = {
            "",
            "The platform itself, on this machine (each takes --help):",
            "  up        start everything in the foreground, with a PostgreSQL of its own",
            "  down      stop what 'up' started",
            "  status    what runs here",
            "  server    one server process over an external PostgreSQL",
            "  worker    one worker process of a server elsewhere (--server-url, --token)",
            "  db        where the data is and how to connect to it",
            "",
            "Examples:",
            "  attune auth login --username admin@attune.local",
            "  attune action execute core.echo --param message=hello --wait",
            "  attune execution list --status failed"
        })
final class RootCommand extends AttuneCommand implements AttuneCommand.Root {
    private final Call call;

    RootCommand(Call call) {
        this.call = call;
    }

    @Override
    public Call get() {
        return call;
    }

    @Override
    protected ExitCode run(Call called) {
        spec().commandLine().usage(spec().commandLine().getErr());
        return ExitCode.USAGE;
    }
}
