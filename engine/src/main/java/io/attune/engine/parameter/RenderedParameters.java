package io.attune.engine.parameter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The parameters a rule gives its action for one event.
 *
 * @param parameters with defaults applied, secrets in clear
 * @param secrets where {@code parameters} holds secret values
 * @param error why they do not fit the action, in one line; the run fails with it at once (FIX-14)
 */
public record RenderedParameters(ObjectNode parameters, List<JsonPointer> secrets, Optional<String> error) {
    public RenderedParameters {
        secrets = List.copyOf(secrets);
    }

    /** What may be shown: the parameters with {@code marker} in place of each secret. */
    public ObjectNode shown(JsonNode marker) {
        if (secrets.isEmpty()) {
            return parameters;
        }
        ObjectNode shown = parameters.deepCopy();
        for (JsonPointer secret : secrets) {
            JsonNode holder = shown.at(secret.head());
            if (holder instanceof ObjectNode object) {
                object.set(secret.last().getMatchingProperty(), marker);
            } else if (holder instanceof ArrayNode array) {
                array.set(secret.last().getMatchingIndex(), marker);
            }
        }
        return shown;
    }
}
