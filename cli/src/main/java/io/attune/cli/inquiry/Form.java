package io.attune.cli.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.Failure;
import io.attune.cli.parameter.ParameterSchema;
import io.attune.cli.parameter.Questions;
import java.util.List;

/** Makes answers that have the members which an inquiry expects. Whether an answer fits is the server's to say. */
final class Form {
    private static final String NOT_ASKED = "NAME=VALUE, --params-json or --stdin";
    private static final String YES_OR_NO = "approved";

    private final ParameterSchema schema;

    Form(JsonNode inquiry) {
        this.schema = new ParameterSchema(inquiry.path("response_schema"));
    }

    ObjectNode of(Call call, List<String> pairs) {
        return schema.values(call, pairs, "is no part of an answer");
    }

    /** The member that says yes or no: {@code approved}, unless exactly one other is a boolean. */
    String decision() {
        List<String> booleans = schema.rows().stream()
                .filter(row -> Nodes.text(row, "type").equals("boolean"))
                .map(row -> Nodes.text(row, "name"))
                .toList();
        if (booleans.isEmpty() || booleans.contains(YES_OR_NO)) {
            return YES_OR_NO;
        }
        if (booleans.size() > 1) {
            throw Failure.usage(
                    "More than one member of the answer is a yes or no: " + String.join(", ", booleans),
                    "Say which: " + booleans.getFirst() + "=true");
        }
        return booleans.getFirst();
    }

    /** Asks for each member that was not given; an empty answer leaves out what may be left out. */
    void ask(Call call, ObjectNode answer) {
        new Questions(schema, Nodes.object(), NOT_ASKED).ask(call, answer);
    }
}
