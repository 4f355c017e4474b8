package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an expression has its value: itself, what its names held, and the same for its parts.
 *
 * @param expression the text of this part
 * @param value null when undefined, not evaluated or failed
 * @param because what the names in it held, such as {@code level was 'error'}; empty when nothing needs saying
 * @param error why it has no value, or null
 * @param evaluated false for a part that the result did not depend on
 * @param parts the parts of a conjunction, disjunction, negation or conditional
 */
public record Trace(
        String expression,
        @Nullable JsonNode value,
        String because,
        @Nullable String error,
        boolean evaluated,
        List<Trace> parts) {
    public Trace {
        parts = List.copyOf(parts);
    }

    /** Longest text of one value in an explanation. */
    private static final int SHOWN = 120;

    /** The trace of a part that is no expression but holds or does not. */
    static Trace of(String text, boolean holds, String because, List<Trace> parts) {
        return new Trace(text, BooleanNode.valueOf(holds), because, null, true, parts);
    }

    /** A value as explanations show it: strings in quotes, long ones cut. */
    public static String shown(JsonNode value) {
        String text = value.isTextual() ? "'" + value.textValue() + "'" : value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    /** The trace as the API shows it. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("expression", expression);
        if (value != null) {
            json.set("result", value);
        } else if (evaluated) {
            json.putNull("result");
        }
        if (!evaluated) {
            json.put("evaluated", false);
        }
        if (!because.isEmpty()) {
            json.put("because", because);
        }
        if (error != null) {
            json.put("error", error);
        }
        parts.forEach(part -> json.withArray("parts").add(part.toJson()));
        return json;
    }

    /** One line per part, indented by depth: {@code level == 'info' → false: level was 'error'}. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        write(text, "");
        return text.toString();
    }

    private void write(StringBuilder text, String indent) {
        text.append(indent).append(expression).append(" → ").append(outcome());
        if (!because.isEmpty()) {
            text.append(": ").append(because);
        }
        for (Trace part : parts) {
            text.append('\n');
            part.write(text, indent + "  ");
        }
    }

    private String outcome() {
        if (!evaluated) {
            return "not evaluated";
        }
        if (error != null) {
            return "error: " + error;
        }
        return value == null ? "undefined" : value.toString();
    }
}
