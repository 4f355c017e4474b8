package io.attune.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "why",
        aliases = "explain",
        description = "why a rule fired for an event, or did not",
        footer = {
            "",
            "Examples:",
            "  attune rule why ops.restart_on_alert",
            "  attune rule why ops.restart_on_alert --event 17"
        })
final class RuleWhy extends AttuneCommand {
    private static final List<Column> LINES = List.of(
            Column.of("Rule", "rule_ref"),
            Column.of("Event", "event"),
            Column.status("Fired", "fired"),
            Column.of("Because", "cause"),
            Column.of("Remedy", "remedy"));

    @Parameters(paramLabel = "RULE", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String rule;

    @Option(
            names = "--event",
            paramLabel = "ID",
            description = "the event; without, the last one of the rule's trigger")
    @Nullable
    Long event;

    @Override
    protected ExitCode run(Call call) {
        JsonNode why = call.client()
                .get(References.path(call, "/rules", rule) + "/explain" + (event == null ? "" : "?event=" + event));
        call.output().object(why, LINES, "fired");
        if (!why.path("evidence").isEmpty()) {
            call.output()
                    .section(
                            "Evidence",
                            why.path("evidence")
                                    .valueStream()
                                    .map(JsonNode::asText)
                                    .collect(Collectors.joining("\n")));
        }
        return ExitCode.SUCCESS;
    }
}
