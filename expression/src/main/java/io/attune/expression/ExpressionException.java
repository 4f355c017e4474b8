package io.attune.expression;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expression could not be evaluated: a type does not fit, a name is undefined, a bound was reached. The only exception that
 * evaluation throws, whatever the expression and the values. Messages say what was expected and what was found, by type: values
 * may be secret and are not quoted.
 */
public sealed class ExpressionException extends RuntimeException permits ExpressionSyntaxException {
    private static final long serialVersionUID = 1L;

    private final int position;
    private final @Nullable String hint;

    /**
     * @param position offset in the source of the expression, from 0
     * @param hint what to write instead, or null
     */
    public ExpressionException(String message, int position, @Nullable String hint) {
        // A rule that fails on every event must not pay for a stack trace each time; the position says where.
        super(message, null, false, false);
        this.position = position;
        this.hint = hint;
    }

    /** Offset of the offending part in the source, in UTF-16 units from 0. */
    public int position() {
        return position;
    }

    /** What to write instead, when that can be guessed. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** Message and hint in one sentence, for logs and error bodies. */
    public String explanation() {
        return hint == null ? message() : message() + "; " + hint;
    }

    /** The message without its hint; never null. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
