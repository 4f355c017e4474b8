package io.attune.cli.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "respond",
        description = "answer an inquiry",
        footer = {
            "",
            "Examples:",
            "  attune inquiry respond 7 --approve --comment 'looks good'",
            "  attune inquiry respond 7 environment=staging replicas=3",
            "  attune inquiry respond 7 -i"
        })
final class InquiryRespond extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "id of the inquiry")
    long id;

    @Parameters(index = "1..*", paramLabel = "NAME=VALUE", description = "members of the answer")
    List<String> pairs = List.of();

    @Option(names = "--params-json", paramLabel = "JSON", description = "the whole answer as JSON, @file or @-")
    @Nullable
    String json;

    @Option(names = "--stdin", description = "the whole answer as JSON from standard input")
    boolean stdin;

    @Option(
            names = {"-i", "--interactive"},
            description = "ask for each member of the answer")
    boolean interactive;

    @Option(names = "--approve", description = "say yes: approved=true, or what the answer calls it")
    boolean approve;

    @Option(names = "--reject", description = "say no")
    boolean reject;

    @Option(names = "--comment", paramLabel = "TEXT", description = "the member 'comment' of the answer")
    @Nullable
    String comment;

    @Override
    protected ExitCode run(Call call) {
        if (approve && reject) {
            throw Failure.usage("--approve and --reject exclude each other", null);
        }
        boolean inParts = !pairs.isEmpty() || approve || reject || comment != null;
        if ((json == null ? 0 : 1) + (stdin ? 1 : 0) + (inParts || interactive ? 1 : 0) > 1) {
            throw Failure.usage("The whole answer and parts of it exclude each other", null);
        }
        JsonNode whole = json != null
                ? JsonInput.value(call, "--params-json", json)
                : stdin ? JsonInput.value(call, "--stdin", "@-") : null;
        JsonNode answer = whole == null ? inParts(call, inParts) : whole;
        ObjectNode request = Nodes.object().set("response", answer);
        JsonNode answered = call.client().send("POST", InquiryColumns.path(id) + "/respond", request);
        InquiryColumns.show(call, answered);
        return ExitCode.SUCCESS;
    }

    /** Whoever may answer may not always read the question; then members are sent as they look. */
    private ObjectNode inParts(Call call, boolean given) {
        var form = new Form(question(call));
        ObjectNode answer = form.of(call, pairs);
        if (approve || reject) {
            answer.put(form.decision(), approve);
        }
        if (comment != null) {
            answer.put("comment", comment);
        }
        if (interactive) {
            form.ask(call, answer);
        } else if (!given) {
            throw Failure.usage(
                    "There is no answer", "Such as --approve, NAME=VALUE, --params-json JSON, or -i to be asked");
        }
        return answer;
    }

    private JsonNode question(Call call) {
        try {
            return call.client().get(InquiryColumns.path(id));
        } catch (Failure e) {
            if (e.exitCode() == ExitCode.FORBIDDEN && !interactive) {
                return Nodes.object();
            }
            throw e;
        }
    }
}
