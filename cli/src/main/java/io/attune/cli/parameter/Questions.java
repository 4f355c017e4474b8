package io.attune.cli.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;

/** Asks a person for values, one after the other. */
public final class Questions {
    private final ParameterSchema schema;
    private final JsonNode before;
    private final String instead;

    /**
     * @param before what holds for a value that is left out, by name
     * @param instead the options that give values without asking
     */
    public Questions(ParameterSchema schema, JsonNode before, String instead) {
        this.schema = schema;
        this.before = before;
        this.instead = instead;
    }

    /** Asks for each value that was not given; an empty answer leaves out what may be left out. */
    public void ask(Call call, ObjectNode given) {
        for (JsonNode field : schema.rows()) {
            String name = Nodes.text(field, "name");
            if (given.has(name)) {
                continue;
            }
            String question = question(name, field);
            String said = isSecret(field) ? call.askSecretly(question, instead) : call.ask(question, instead);
            if (!said.isEmpty()) {
                given.set(name, schema.value(name, said));
            }
        }
    }

    private String question(String name, JsonNode field) {
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
        if (before.hasNonNull(name)) {
            text.append(isSecret(field) ? ", unchanged if left out" : ", now " + JsonText.compact(before.get(name)));
        } else if (field.hasNonNull("default")) {
            text.append(", default ").append(field.path("default"));
        } else if (!field.path("required").asBoolean(false)) {
            text.append(", may be left out");
        }
        return text.append("): ").toString();
    }

    private static boolean isSecret(JsonNode field) {
        return field.path("secret").asBoolean(false);
    }
}
