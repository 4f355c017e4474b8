package io.attune.expression.template;

import com.google.re2j.Pattern;
import io.attune.expression.ExpressionSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Where the expressions stand in a text (expressions.md §2). Quoted strings and brackets are respected: {@code }}} inside them ends nothing. */
public final class TemplateText {
    private static final Pattern STATEMENT = Pattern.compile(
            "\\{%[-+]?\\s*(if|elif|else|endif|for|endfor|set|endset|block|endblock|macro|endmacro|include|import|from|extends|raw|endraw|with|endwith|filter|endfilter|call|endcall|do)\\b");

    private TemplateText() {}

    /** A part of a text, {@code [start, end)}. */
    public record Span(int start, int end) {}

    /**
     * The insides of all {@code {{ }}} pairs, without the braces; an unclosed pair is text.
     *
     * @throws ExpressionSyntaxException when the text holds a statement block, which would otherwise be taken for text
     */
    public static List<Span> expressions(String text) {
        refuseStatements(text);
        List<Span> spans = new ArrayList<>();
        int open = text.indexOf("{{");
        while (open >= 0) {
            int close = close(text, open + 2);
            if (close < 0) {
                break;
            }
            spans.add(new Span(open + 2, close));
            open = text.indexOf("{{", close + 2);
        }
        return spans;
    }

    /** The expression in a text that may be wrapped in one {@code {{ }}} pair: the inside of the pair, or all of it. */
    public static Span inside(String text) {
        refuseStatements(text);
        String trimmed = text.strip();
        int start = text.indexOf(trimmed);
        int end = start + trimmed.length();
        boolean wrapped = trimmed.startsWith("{{") && trimmed.length() >= 4 && close(text, start + 2) == end - 2;
        return wrapped ? new Span(start + 2, end - 2) : new Span(0, text.length());
    }

    private static void refuseStatements(String text) {
        var statement = text.contains("{%") ? STATEMENT.matcher(text) : null;
        if (statement != null && statement.find()) {
            throw new ExpressionSyntaxException(
                    "statement blocks {% %} are not supported",
                    statement.start(),
                    "only {{ expressions }} are evaluated; write  a if condition else b  instead of {% if %}",
                    text,
                    "");
        }
    }

    private static int close(String text, int from) {
        int balanced = balancedClose(text, from);
        // Unbalanced quotes or brackets are an error to show, and the first closing braces show it best.
        return balanced >= 0 ? balanced : text.indexOf("}}", from);
    }

    private static int balancedClose(String text, int from) {
        int depth = 0;
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = endOfString(text, i);
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (depth == 0 && text.startsWith("}}", i)) {
                return i;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            }
            if (i < 0 || depth < 0) {
                return -1;
            }
            i++;
        }
        return -1;
    }

    /** The place of the quote that closes the one at {@code open}, or -1. */
    private static int endOfString(String text, int open) {
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(open)) {
                return i;
            }
        }
        return -1;
    }
}
