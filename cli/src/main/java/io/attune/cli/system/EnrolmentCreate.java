package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Moments;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "make an enrolment token for one worker; it is shown this once; operators only",
        footer = {
            "",
            "Examples:",
            "  attune worker token create --label build-host --labels pool=gpu",
            "  attune worker --server-url https://attune.example.com --token \"$TOKEN\""
        })
final class EnrolmentCreate extends AttuneCommand {
    @Option(names = "--label", required = true, paramLabel = "TEXT", description = "what it is for")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String label;

    @Option(
            names = "--labels",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "labels the worker gets; may be repeated")
    Map<String, String> labels = Map.of();

    @Option(
            names = "--expires-at",
            paramLabel = "TIME",
            description = "RFC 3339, a date, or a duration from now such as 2h (default 24h)")
    @Nullable
    String expiresAt;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("label", label);
        if (expiresAt != null) {
            request.put(
                    "expires_at",
                    Moments.future(call, "--expires-at", expiresAt).toString());
        }
        if (!labels.isEmpty()) {
            var named = request.putObject("labels");
            labels.forEach(named::put);
        }
        call.output()
                .object(
                        call.client().send("POST", Enrolments.PATH, request),
                        List.of(
                                Column.of("Token", "token"),
                                Column.of("ID", "id"),
                                Column.time("Expires", "expires_at")),
                        "token");
        call.output().say("The token is not shown again. Use it: attune worker --server-url URL --token TOKEN");
        return ExitCode.SUCCESS;
    }
}
