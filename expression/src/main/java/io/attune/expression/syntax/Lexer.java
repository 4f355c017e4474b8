package io.attune.expression.syntax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Limits;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits the text of one expression into tokens (expressions.md §4). */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{",
            "}", ",", ":", ".", "|", "?");

    private final String source;
    private final int end;
    private int at;
    private final List<Token> tokens = new ArrayList<>();

    private Lexer(String source, int start, int end) {
        this.source = source;
        this.at = start;
        this.end = end;
    }

    /** Tokens of {@code source[start, end)}, closed by one of kind END. */
    static List<Token> tokens(String source, int start, int end) {
        return new Lexer(source, start, end).all();
    }

    private List<Token> all() {
        while (true) {
            while (at < end && isBlank(source.charAt(at))) {
                at++;
            }
            if (at >= end) {
                tokens.add(new Token(Token.Kind.END, "the end", null, end));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private Token next() {
        char c = source.charAt(at);
        if (isNameStart(c)) {
            int start = at;
            while (at < end && isNamePart(source.charAt(at))) {
                at++;
            }
            return new Token(Token.Kind.NAME, source.substring(start, at), null, start);
        }
        if (isDigit(c)) {
            return number();
        }
        if (c == '"' || c == '\'') {
            return string(c);
        }
        for (String operator : OPERATORS) {
            if (at + operator.length() <= end && source.startsWith(operator, at)) {
                Token token = new Token(Token.Kind.OPERATOR, operator, null, at);
                at += operator.length();
                return token;
            }
        }
        String found = new String(Character.toChars(source.codePointAt(at)));
        throw error("unexpected character '" + found + "'", at, hintFor(c));
    }

    private static @Nullable String hintFor(char c) {
        return switch (c) {
            case '&' -> "write 'and' for a conjunction";
            case '!' -> "write 'not' for a negation";
            case '\u2018', '\u2019', '\u201c', '\u201d' -> "use straight quotes ' or \"";
            case '$' -> "names stand without a sign, as in parameters.host";
            default -> null;
        };
    }

    private Token number() {
        int start = at;
        digits();
        // After a dot, digits are a path segment: hosts.0.1 is two of them and not a fraction.
        boolean segment = !tokens.isEmpty() && tokens.getLast().is(".");
        boolean fraction = false;
        if (!segment) {
            if (at + 1 < end && source.charAt(at) == '.' && isDigit(source.charAt(at + 1))) {
                fraction = true;
                at++;
                digits();
            }
            int sign = at + 1 < end && (source.charAt(at + 1) == '-' || source.charAt(at + 1) == '+') ? 1 : 0;
            if (at + 1 + sign < end
                    && (source.charAt(at) == 'e' || source.charAt(at) == 'E')
                    && isDigit(source.charAt(at + 1 + sign))) {
                fraction = true;
                at += 1 + sign;
                digits();
            }
        }
        if (at < end && isNameStart(source.charAt(at))) {
            throw error(
                    "a number ends in a letter", at, "names cannot start with a digit; use brackets: payload['1st']");
        }
        String text = source.substring(start, at).replace("_", "");
        return new Token(Token.Kind.NUMBER, source.substring(start, at), numberOf(text, fraction, start), start);
    }

    private JsonNode numberOf(String text, boolean fraction, int start) {
        if (fraction) {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw error("the number " + text + " is too large", start, null);
            }
            return DoubleNode.valueOf(value);
        }
        BigInteger value = new BigInteger(text);
        if (value.bitLength() > Limits.INTEGER_BITS) {
            throw error("the number is too large", start, null);
        }
        if (value.bitLength() < Integer.SIZE) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    private void digits() {
        while (at < end
                && (isDigit(source.charAt(at))
                        || (source.charAt(at) == '_' && at + 1 < end && isDigit(source.charAt(at + 1))))) {
            at++;
        }
    }

    private Token string(char quote) {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < end) {
            char c = source.charAt(at++);
            if (c == quote) {
                return new Token(Token.Kind.STRING, "a string", TextNode.valueOf(text.toString()), start);
            }
            if (c != '\\' || at >= end) {
                text.append(c);
                continue;
            }
            char escaped = source.charAt(at++);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case '\\', '\'', '"' -> text.append(escaped);
                default -> text.append('\\').append(escaped);
            }
        }
        throw error("the string is not closed", start, "add the closing " + quote);
    }

    private ExpressionSyntaxException error(String message, int offset, @Nullable String hint) {
        return new ExpressionSyntaxException(message, offset, hint, source, "");
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
