package io.attune.expression.syntax;

import io.attune.expression.ExpressionSyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A place in the tokens of one expression, and the errors that name it. */
final class TokenCursor {
    private final String source;
    private final List<Token> tokens;
    private int next;

    TokenCursor(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The token after {@link #peek()}; the end is followed by itself. */
    Token peekSecond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token advance() {
        Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    boolean take(String operator) {
        boolean found = peek().is(operator);
        next += found ? 1 : 0;
        return found;
    }

    boolean takeWord(String word) {
        boolean found = peek().isWord(word);
        next += found ? 1 : 0;
        return found;
    }

    void expect(String operator, String hint) {
        if (!take(operator)) {
            throw error("expected '" + operator + "', found " + describe(peek()), peek(), hint);
        }
    }

    String name(String what) {
        Token token = advance();
        if (token.kind() != Token.Kind.NAME) {
            throw error("expected the name of " + what + ", found " + describe(token), token, null);
        }
        return token.text();
    }

    ExpressionSyntaxException trailing() {
        Token token = peek();
        boolean shouted = token.isWord("AND") || token.isWord("OR") || token.isWord("NOT") || token.isWord("IN");
        String missing = token.is("}") ? null : "is an operator or a quote missing before it?";
        String hint =
                shouted ? "operators are written in lower case: " + token.text().toLowerCase(Locale.ROOT) : missing;
        return error("unexpected " + describe(token) + " after the end of the expression", token, hint);
    }

    static String describe(Token token) {
        return switch (token.kind()) {
            case NAME, OPERATOR -> "'" + token.text() + "'";
            case NUMBER -> "the number " + token.text();
            case STRING, END -> token.text();
        };
    }

    ExpressionSyntaxException error(String message, Token token, @Nullable String hint) {
        return new ExpressionSyntaxException(message, token.offset(), hint, source, "");
    }
}
