package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Version;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "version",
        description = "version of client and, when reachable, server",
        footer = {"", "Example: attune version"})
public final class VersionCommand extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        var versions = Nodes.object().put("client", Version.current());
        try {
            String server = Nodes.text(call.client().open("GET", "/health/detailed", null), "version");
            versions.put("server", server.isEmpty() ? null : server);
        } catch (Failure unreachable) {
            versions.putNull("server");
            call.output().say("The server at " + call.apiUrl() + " does not answer.");
        }
        String server = Nodes.text(versions, "server");
        if (!server.isEmpty()
                && !major(server).equals(major(Version.current()))
                && !Version.current().equals("development")) {
            call.output()
                    .warn("client " + Version.current() + " and server " + server + " may not understand each other");
        }
        call.output().object(versions, List.of(Column.of("Client", "client"), Column.of("Server", "server")), "client");
        return ExitCode.SUCCESS;
    }

    private static String major(String version) {
        int dot = version.indexOf('.');
        return dot < 0 ? version : version.substring(0, dot);
    }
}
