package io.attune.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        description = "would a rule match? Nothing is started or stored",
        footer = {
            "",
            "Examples:",
            "  attune rule test ops.restart_on_alert --event 17",
            "  attune rule test ops.restart_on_alert --last 10",
            "  attune rule test --criteria \"event.payload.level == 'error'\" --payload '{\"level\": \"info\"}'"
        })
final class RuleTest extends AttuneCommand {
    private static final List<Column> RESULT =
            List.of(Column.of("Rule", "rule_ref"), Column.status("Matches", "result"));

    @Parameters(arity = "0..1", paramLabel = "RULE", description = "ref or id of a stored rule")
    @Nullable
    String rule;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "rule from a YAML or JSON file")
    @Nullable
    String file;

    @Option(
            names = {"--criteria", "--conditions", "--expression"},
            paramLabel = "CRITERIA",
            description = "criteria to try in place of the rule's")
    @Nullable
    String criteria;

    @Option(
            names = "--payload",
            paramLabel = "JSON",
            description = "event payload: JSON, a file name, @file or - for standard input")
    @Nullable
    String payload;

    @Option(names = "--event", paramLabel = "ID", description = "take the payload of this event")
    @Nullable
    Long event;

    @Option(names = "--last", paramLabel = "N", description = "try it on so many last events of its trigger")
    int last;

    @Override
    protected ExitCode run(Call call) {
        ObjectNode request = subject(call);
        if (last > 0) {
            onLast(call, request);
            return ExitCode.SUCCESS;
        }
        request.set("payload", sample(call));
        JsonNode result = call.client().send("POST", "/rules/test", request);
        if (rule != null && result instanceof ObjectNode object && !object.has("rule_ref")) {
            object.put("rule_ref", rule);
        }
        call.output().object(result, RESULT, "result");
        call.output().section("Why", Nodes.text(result, "explanation"));
        return ExitCode.SUCCESS;
    }

    private void onLast(Call call, ObjectNode subject) {
        if (payload != null || event != null) {
            throw Failure.usage("--last, --payload and --event exclude each other", null);
        }
        if (!subject.hasNonNull("trigger_ref")) {
            throw Failure.usage(
                    "--last needs a rule with a trigger", "Name a stored rule, or give trigger_ref in --file");
        }
        RecentEvents.show(call, subject, last);
    }

    private ObjectNode subject(Call call) {
        if (rule != null && file != null) {
            throw Failure.usage("A stored rule and --file exclude each other", null);
        }
        var request = Nodes.object();
        if (criteria != null) {
            Criteria.put(call, request, criteria);
            return request;
        }
        if (rule == null && file == null) {
            throw Failure.usage("No rule to test", "Name a rule, or give --criteria or --file");
        }
        JsonNode source = rule != null
                ? call.client().get(References.path(call, "/rules", rule))
                : JsonInput.document(call, "--file", String.valueOf(file));
        if (source.hasNonNull("trigger_ref")) {
            request.set("trigger_ref", source.path("trigger_ref"));
        }
        if (source.hasNonNull("criteria")) {
            request.set("criteria", source.path("criteria"));
        } else {
            request.set(
                    "conditions",
                    source.path("conditions").isMissingNode() ? Nodes.object() : source.path("conditions"));
        }
        return request;
    }

    private JsonNode sample(Call call) {
        if (payload != null && event != null) {
            throw Failure.usage("--payload and --event exclude each other", null);
        }
        if (event != null) {
            return call.client().get("/events/" + event).path("payload");
        }
        if (payload == null) {
            throw Failure.usage("No payload to test with", "Give --payload JSON or --event ID");
        }
        String text = payload.strip();
        boolean inline = text.startsWith("{") || text.startsWith("[") || text.startsWith("@") || text.startsWith("\"");
        return inline ? JsonInput.value(call, "--payload", text) : JsonInput.document(call, "--payload", text);
    }
}
