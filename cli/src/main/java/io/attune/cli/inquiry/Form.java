package io.attune.cli.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.action.ParameterSchema;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.Failure;
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
        var answer = Nodes.object();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw Failure.usage("'" + pair + "' is no part of an answer", "It looks like NAME=VALUE");
            }
            String name = pair.substring(0, equals);
            answer.set(name, schema.value(name, call.content(pair.substring(equals + 1))));
        }
        return answer;
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
        for (JsonNode field : schema.rows()) {
            String name = Nodes.text(field, "name");
            if (answer.has(name)) {
                continue;
            }
            String question = question(name, field);
            String said = field.path("secret").asBoolean(false)
                    ? call.askSecretly(question, NOT_ASKED)
                    : call.ask(question, NOT_ASKED);
            if (!said.isEmpty()) {
                answer.set(name, schema.value(name, said));
            }
        }
    }

    private static String question(String name, JsonNode field) {
        var text = new StringBuilder(name);
        if (field.hasNonNull("description")) {
            text.append(" - ").append(Nodes.text(field, "description"));
        }
        text.append(" (").append(field.hasNonNull("type") ? Nodes.text(field, "type") : "anything");
        if (field.path("enum").isArray()) {
            text.append(": ")
                    .append(String.join(
                            ", ",
                            field.path("enum")
                                    .valueStream()
                                    .map(JsonNode::asText)
                                    .toList()));
        }
        if (field.hasNonNull("default")) {
            text.append(", default ").append(field.path("default"));
        } else if (!field.path("required").asBoolean(false)) {
            text.append(", may be left out");
        }
        return text.append("): ").toString();
    }
}
