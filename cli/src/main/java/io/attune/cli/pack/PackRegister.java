package io.attune.cli.pack;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "register",
        description = "register a pack from a directory of the server",
        footer = {"", "Example: attune pack register /srv/packs/ops"})
final class PackRegister extends AttuneCommand {
    @Parameters(paramLabel = "PATH", description = "directory that the server can read")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String path;

    @Option(
            names = {"-f", "--force"},
            description = "replace a pack that is there already")
    boolean force;

    @Option(names = "--skip-tests", description = "do not run the pack's tests")
    boolean skipTests;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("path", path).put("force", force).put("skip_tests", skipTests);
        call.output().object(call.client().send("POST", "/packs/register", request), PackColumns.DETAIL, "ref");
        return ExitCode.SUCCESS;
    }
}
