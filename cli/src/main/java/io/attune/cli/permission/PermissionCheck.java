package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "which grants let an identity do something, or that none does; exit code 1 then",
        footer = {"", "Example: attune permission check update rules --identity ada"})
final class PermissionCheck extends AttuneCommand {
    private static final List<Column> ANSWER = List.of(
            Column.of("Identity", "login"),
            Column.of("Action", "action"),
            Column.of("Resource", "resource"),
            Column.status("Allowed", "allowed"),
            Column.of("Operator", "operator"));

    @Parameters(index = "0", paramLabel = "ACTION", description = "such as read, update or execute")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Parameters(index = "1", paramLabel = "RESOURCE", description = "such as rules")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String resource;

    @Option(
            names = {"--identity", "--as"},
            paramLabel = "IDENTITY",
            description = "login or id; you when absent")
    @Nullable
    String identity;

    @Override
    protected ExitCode run(Call call) {
        JsonNode answer = Question.parse(action, resource).about(call, identity);
        call.output().object(answer, ANSWER, "allowed");
        call.output().section("Grants", answer.path("grants").valueStream().toList(), Grants.COLUMNS);
        return answer.path("allowed").asBoolean() ? ExitCode.SUCCESS : ExitCode.FAILURE;
    }
}
