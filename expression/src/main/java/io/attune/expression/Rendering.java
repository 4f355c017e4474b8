package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One rendering of one document. Counts what its expressions put into it: each alone is within its bounds, and a document may hold thousands
 * of them. Owned by the rendering thread.
 */
final class Rendering {
    private final Scope scope;
    private final Mode mode;
    private long left = Limits.DOCUMENT_SIZE;

    Rendering(Scope scope, Mode mode) {
        this.scope = scope;
        this.mode = mode;
    }

    Scope scope() {
        return scope;
    }

    Mode mode() {
        return mode;
    }

    /**
     * The value, which is now part of the document.
     *
     * @throws ExpressionException when the document has become too large with it
     */
    JsonNode counted(JsonNode value) {
        count(value);
        return value;
    }

    private void count(JsonNode value) {
        left -= 1 + (value.isTextual() ? value.textValue().length() : 0);
        if (left < 0) {
            throw new ExpressionException(
                    "the values of the expressions are more than " + Limits.DOCUMENT_SIZE
                            + " characters and elements together",
                    0,
                    null);
        }
        if (value.isObject()) {
            value.properties().forEach(member -> {
                left -= member.getKey().length();
                count(member.getValue());
            });
        } else if (value.isArray()) {
            value.forEach(this::count);
        }
    }
}
