package io.attune.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import java.util.List;

/** When a rule matches, in the forms that {@code --criteria} and {@code --conditions} accept (cli.md C18). */
final class Criteria {
    private static final List<String> ROOTS = List.of("event.payload.", "trigger.payload.", "payload.");

    private Criteria() {}

    /**
     * Puts the criteria into a request: text that is no JSON is an expression; a list and {@code {"expression": …}} are taken as they are;
     * a plain map {@code {"payload.path": value}} becomes a list of equalities.
     */
    static void put(Call call, ObjectNode request, String given) {
        String text = call.content(given);
        JsonNode document = JsonText.parseOrMissing(text);
        if (document.isArray()) {
            request.set("conditions", document);
        } else if (document instanceof ObjectNode object) {
            request.set("conditions", object.isEmpty() || object.has("expression") ? object : equalities(object));
        } else {
            request.put("criteria", document.isTextual() ? document.asText() : text);
        }
    }

    private static JsonNode equalities(ObjectNode map) {
        var list = Nodes.array();
        map.properties().forEach(entry -> {
            var condition = Nodes.object().put("field", field(entry.getKey())).put("operator", "equals");
            condition.set("value", entry.getValue());
            list.add(condition);
        });
        return list;
    }

    /** Fields of a condition list are relative to the payload. */
    private static String field(String path) {
        for (String root : ROOTS) {
            if (path.startsWith(root)) {
                return path.substring(root.length());
            }
        }
        return path;
    }
}
