package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.permission.Question;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "can-i",
        description = "may I do this? Answers yes or no; exit code 1 for no",
        footer = {
            "",
            "Examples:",
            "  attune auth can-i update rules",
            "  attune auth can-i execute action/core.echo --as ada"
        })
final class AuthCanI extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "ACTION", description = "such as read, update or execute")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Parameters(index = "1", paramLabel = "RESOURCE[/REF]", description = "such as rules")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String resource;

    @Option(names = "--as", paramLabel = "IDENTITY", description = "login or id of somebody else")
    @Nullable
    String as;

    @Override
    protected ExitCode run(Call call) {
        var question = Question.parse(action, resource);
        boolean allowed = as == null
                ? question.allowsCaller(call)
                : question.about(call, as).path("allowed").asBoolean();
        var answer = Nodes.object()
                .put("action", question.action())
                .put("resource", question.resource())
                .put("allowed", allowed);
        if (call.output().format().forMachines()) {
            call.output().object(answer, List.of(Column.of("Allowed", "allowed")), "allowed");
        } else {
            call.output().print(allowed ? "yes\n" : "no\n");
        }
        if (allowed && !question.ref().isEmpty()) {
            call.output()
                    .say("A grant can be limited to some " + question.resource() + "; whether it covers '"
                            + question.ref() + "' the server says when it is asked.");
        }
        return allowed ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }
}
