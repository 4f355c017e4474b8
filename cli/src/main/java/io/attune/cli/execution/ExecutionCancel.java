package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "cancel executions",
        footer = {"", "Example: attune execution cancel 42 --yes"})
final class ExecutionCancel extends AttuneCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "ids, @last; - reads ids from standard input")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    List<String> words;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Option(names = "--cascade", description = "also what they started")
    boolean cascade;

    @Override
    protected ExitCode run(Call call) {
        var ids = new ArrayList<Long>();
        for (String word : words) {
            if (word.equals("-")) {
                call.file("-")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(line -> ids.add(References.execution(call, line.strip())));
            } else {
                ids.add(References.execution(call, word));
            }
        }
        call.confirm(
                ids.size() == 1 ? "Cancel execution " + ids.getFirst() + "?" : "Cancel " + ids.size() + " executions?",
                yes);
        var cancelled = new ArrayList<JsonNode>();
        for (long id : ids) {
            String path = "/executions/" + id + "/cancel" + (cascade ? "?cascade=true" : "");
            cancelled.add(call.client().send("POST", path, Nodes.object()));
        }
        if (cancelled.size() == 1) {
            call.output().object(cancelled.getFirst(), ExecutionColumns.STARTED, "id");
        } else {
            call.output().list(cancelled, ExecutionColumns.LIST, "id", "Nothing to cancel.", Nodes.object());
        }
        return ExitCode.SUCCESS;
    }
}
