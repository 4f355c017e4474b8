package io.attune.cli.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Body;
import io.attune.cli.client.Reply;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "health of the server",
        footer = {"", "Example: attune status"})
public final class Status extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("Server", "api_url"),
            Column.status("Status", "status"),
            Column.of("Version", "version"),
            Column.of("Database", "database"),
            Column.of("Error", "error"));

    @Override
    protected ExitCode run(Call call) {
        Reply reply = call.client().raw("GET", "/health/detailed", Body.none());
        ObjectNode health =
                JsonText.parseOrMissing(reply.body()) instanceof ObjectNode object ? object : Nodes.object();
        if (!health.has("status")) {
            health.put("status", reply.successful() ? "ok" : "error");
        }
        health.put("api_url", call.client().baseUrl());
        call.output().object(health, COLUMNS, "status");
        return reply.successful() ? ExitCode.SUCCESS : ExitCode.SERVER_UNAVAILABLE;
    }
}
