package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.ParameterType;
import io.attune.model.schema.SecretPath;
import java.util.ArrayList;
import java.util.List;

/** Words for mismatches. The texts are part of the contract: scenario T3.13 reads them. */
final class ViolationText {
    private static final int SHOWN_LENGTH = 80;

    private final List<SecretPath> secrets;

    ViolationText(FlatSchema schema) {
        this.secrets = schema.secretPaths();
    }

    Violation of(Mismatch mismatch) {
        String name = String.join(".", mismatch.path());
        if (mismatch.isMissing()) {
            return new Violation(name, mismatch.keyword(), "Missing required parameter: " + name);
        }
        return new Violation(name, mismatch.keyword(), "Parameter '" + name + "' " + demand(mismatch));
    }

    private String demand(Mismatch mismatch) {
        JsonNode limit = mismatch.limit();
        String found = found(mismatch);
        return switch (mismatch.keyword()) {
            case "type" ->
                "must be of type " + limit.asText() + ", found " + ParameterType.nameOf(mismatch.found()) + found;
            case "enum" -> "must be one of " + list(limit) + found("; found", mismatch);
            case "const" -> "must be " + shown(limit) + found("; found", mismatch);
            case "minimum" -> "must be at least " + limit + found(", found", mismatch);
            case "maximum" -> "must be at most " + limit + found(", found", mismatch);
            case "exclusiveMinimum" -> "must be greater than " + limit + found(", found", mismatch);
            case "exclusiveMaximum" -> "must be less than " + limit + found(", found", mismatch);
            case "multipleOf" -> "must be a multiple of " + limit + found(", found", mismatch);
            case "minLength" -> "must have at least " + count(limit, "character") + size(mismatch);
            case "maxLength" -> "must have at most " + count(limit, "character") + size(mismatch);
            case "minItems" -> "must have at least " + count(limit, "item") + size(mismatch);
            case "maxItems" -> "must have at most " + count(limit, "item") + size(mismatch);
            case "minProperties" -> "must have at least " + count(limit, "member") + size(mismatch);
            case "maxProperties" -> "must have at most " + count(limit, "member") + size(mismatch);
            case "uniqueItems" -> "must not hold an item twice";
            case "pattern" -> "must match the pattern " + limit.asText() + found(", found", mismatch);
            case "format" -> "must be a valid " + limit.asText() + found(", found", mismatch);
            case "additionalProperties" -> "holds a member that the schema does not allow";
            case "anyOf", "oneOf" ->
                mismatch.keyword().equals("anyOf")
                        ? "fits none of the alternatives of its schema"
                        : "must fit exactly one of the alternatives of its schema";
            case "not" -> "has a form that its schema excludes";
            default -> "does not satisfy '" + mismatch.keyword() + "' of its schema";
        };
    }

    /** A wrong type is easier to see with the value beside it, as long as that is a short scalar and no secret. */
    private String found(Mismatch mismatch) {
        return mismatch.found().isValueNode() && !mismatch.found().isNull() ? found("", mismatch) : "";
    }

    private String found(String lead, Mismatch mismatch) {
        return isSecret(mismatch.path()) ? "" : lead + " " + shown(mismatch.found());
    }

    private String size(Mismatch mismatch) {
        if (isSecret(mismatch.path())) {
            return "";
        }
        JsonNode value = mismatch.found();
        int size = value.isTextual()
                ? value.textValue().codePointCount(0, value.textValue().length())
                : value.size();
        return ", found " + size;
    }

    /** Whether the place is a secret, lies inside one, or holds one. */
    private boolean isSecret(List<String> path) {
        return secrets.stream().anyMatch(secret -> secret.meets(path));
    }

    private static String count(JsonNode limit, String noun) {
        return limit + " " + noun + (limit.asInt() == 1 ? "" : "s");
    }

    private static String list(JsonNode values) {
        List<String> words = new ArrayList<>();
        values.forEach(value -> words.add(value.isTextual() ? value.textValue() : value.toString()));
        return String.join(", ", words);
    }

    private static String shown(JsonNode value) {
        String text = value.isTextual() ? "'" + value.textValue() + "'" : value.toString();
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH - 3) + "...";
    }
}
