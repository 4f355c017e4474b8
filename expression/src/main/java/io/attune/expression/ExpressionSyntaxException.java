package io.attune.expression;

import org.jspecify.annotations.Nullable;

/** A text is not an expression, template or condition. Found when it is compiled, so that it can be refused when it is saved (D22). */
public final class ExpressionSyntaxException extends ExpressionException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final String field;

    /**
     * @param source the whole text that was compiled
     * @param field where that text stands in the compiled document, such as {@code input.hosts[0]}; empty for a text on its own
     */
    public ExpressionSyntaxException(String message, int position, @Nullable String hint, String source, String field) {
        super(message, position, hint);
        this.source = source;
        this.field = field;
    }

    /** The text that was compiled. */
    public String source() {
        return source;
    }

    /** Path of the text within the compiled document, such as {@code input.hosts[0]}; empty for a text on its own. */
    public String field() {
        return field;
    }

    /** Line of the error in {@link #source()}, from 1. */
    public int line() {
        return 1
                + (int) source.substring(0, bounded())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** Column of the error in its line, from 1. */
    public int column() {
        return bounded() - source.lastIndexOf('\n', bounded() - 1);
    }

    @Override
    public String explanation() {
        String place = source.indexOf('\n') < 0 ? "column " + column() : "line " + line() + ", column " + column();
        String where = field.isEmpty() ? place : field + ", " + place;
        return hint().map(hint -> message() + " (" + where + "); " + hint).orElse(message() + " (" + where + ")");
    }

    /** The same error, placed in a larger document. */
    public ExpressionSyntaxException in(String document) {
        String path = field.isEmpty() ? document : field.startsWith("[") ? document + field : document + "." + field;
        return new ExpressionSyntaxException(message(), position(), hint().orElse(null), source, path);
    }

    private int bounded() {
        return Math.max(0, Math.min(position(), source.length()));
    }
}
