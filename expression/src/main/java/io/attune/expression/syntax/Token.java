package io.attune.expression.syntax;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One word of an expression.
 *
 * @param text as written, for operators and names; for literals what error messages call them
 * @param value of a number or string, else null
 */
record Token(Kind kind, String text, @Nullable JsonNode value, int offset) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        OPERATOR,
        END
    }

    boolean is(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }
}
