package io.attune.model.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a flat schema.
 *
 * @param type null when the schema leaves it open
 * @param secret whether the whole value is secret; members of an object may be secret without this
 * @param defaultValue null when there is none; a default of JSON null counts as none
 * @param declaration the parameter's entry as written
 */
public record Parameter(
        String name,
        @Nullable ParameterType type,
        boolean required,
        boolean secret,
        @Nullable JsonNode defaultValue,
        ObjectNode declaration) {

    public Optional<String> description() {
        JsonNode text = declaration.get("description");
        return text != null && text.isTextual() ? Optional.of(text.textValue()) : Optional.empty();
    }
}
