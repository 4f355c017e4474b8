package io.attune.cli.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.Failure;

/** Reads JSON that a user gave on the command line or in a file. */
public final class JsonInput {
    private JsonInput() {}

    /**
     * @param option named in the error
     * @param text JSON, {@code @file} or {@code @-}
     */
    public static JsonNode value(Call call, String option, String text) {
        try {
            JsonNode value = JsonText.parse(call.content(text));
            if (!value.isMissingNode()) {
                return value;
            }
            throw Failure.usage(option + " is empty", "It takes JSON, @file or @-");
        } catch (JsonProcessingException e) {
            throw Failure.usage(
                    option + " is not valid JSON: " + e.getOriginalMessage() + position(e),
                    "It takes JSON, @file or @-; quote it for the shell: '{\"key\": \"value\"}'");
        }
    }

    public static ObjectNode object(Call call, String option, String text) {
        if (value(call, option, text) instanceof ObjectNode object) {
            return object;
        }
        throw Failure.usage(option + " must be a JSON object", "Such as '{\"key\": \"value\"}'");
    }

    /** A file with JSON or YAML; {@code -} is standard input. */
    public static JsonNode document(Call call, String option, String file) {
        try {
            // JSON is YAML, but only the JSON reader names the mistake well.
            String text = call.file(file);
            return text.stripLeading().startsWith("{") ? JsonText.parse(text) : YamlText.parse(text);
        } catch (JsonProcessingException e) {
            throw Failure.usage(
                    option + " " + file + " is neither JSON nor YAML: " + e.getOriginalMessage() + position(e), null);
        }
    }

    /** As {@link #document}, for a file that holds one object. */
    public static ObjectNode objectOf(Call call, String option, String file) {
        if (document(call, option, file) instanceof ObjectNode object) {
            return object;
        }
        throw Failure.usage(option + " " + file + " must hold an object", null);
    }

    private static String position(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
