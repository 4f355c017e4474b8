package io.attune.expression.function;

import org.jspecify.annotations.Nullable;

/** Values do not fit an operator or function. Never leaves the module: whoever knows the place in the source makes an ExpressionException of it. */
public final class ValueError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String hint;

    public ValueError(String message) {
        this(message, null);
    }

    public ValueError(String message, @Nullable String hint) {
        super(message, null, false, false);
        this.hint = hint;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public @Nullable String hint() {
        return hint;
    }
}
