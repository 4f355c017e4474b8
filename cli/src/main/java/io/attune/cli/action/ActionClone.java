package io.attune.cli.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "clone",
        description = "make a new action like another one; files of the pack stay where they are",
        footer = {"", "Example: attune action clone core.http_request ops.call_api"})
final class ActionClone extends AttuneCommand {
    private static final List<String> NOT_TAKEN_OVER =
            List.of("id", "pack", "runtime", "workflow_def", "is_adhoc", "created", "updated");

    @Parameters(index = "0", paramLabel = "ACTION", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Parameters(index = "1", paramLabel = "NEW_REF", description = "ref of the new action, PACK.NAME")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String copy;

    @Override
    protected ExitCode run(Call call) {
        int dot = copy.indexOf('.');
        if (dot <= 0) {
            throw Failure.usage("'" + copy + "' is not the ref of an action", "It looks like PACK.NAME");
        }
        ObjectNode request =
                call.client().get(References.path(call, "/actions", action)).deepCopy();
        request.remove(NOT_TAKEN_OVER);
        request.put("ref", copy).put("pack_ref", copy.substring(0, dot));
        ActionColumns.show(call, call.client().send("POST", "/actions", request));
        return ExitCode.SUCCESS;
    }
}
