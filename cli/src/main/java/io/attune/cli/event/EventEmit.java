package io.attune.cli.event;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "emit",
        description = "make an event by hand",
        footer = {"", "Example: attune event emit ops.alert --payload '{\"level\": \"error\"}'"})
final class EventEmit extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            description = "what happened: JSON, a file name, @file or - for standard input")
    @Nullable
    String payload;

    @Option(names = "--rule", paramLabel = "REF", description = "for this rule only")
    @Nullable
    String rule;

    @Option(names = "--replay-of", paramLabel = "ID", description = "with the payload of this event")
    @Nullable
    Long replayOf;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object();
        if (payload != null) {
            request.set("payload", JsonInput.value(call, "--payload", payload));
        }
        if (rule != null) {
            request.put("rule_ref", rule);
        }
        if (replayOf != null) {
            request.put("replay_of", replayOf);
        }
        var event = call.client().send("POST", References.path(call, "/triggers", trigger) + "/emit", request);
        call.output().object(event, EventColumns.EVENTS, "id");
        return ExitCode.SUCCESS;
    }
}
