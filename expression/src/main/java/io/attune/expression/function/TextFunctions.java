package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.Locale;

/** Functions of strings (expressions.md §4.1, §6). Lengths and places count code points. */
final class TextFunctions {
    private TextFunctions() {}

    static List<BuiltIn> all() {
        return List.of(
                BuiltIn.of("lower", "text", call -> call.created(call.text(0).toLowerCase(Locale.ROOT))),
                BuiltIn.of("upper", "text", call -> call.created(call.text(0).toUpperCase(Locale.ROOT))),
                BuiltIn.of("capitalize", "text", call -> call.created(capitalized(call.text(0)))),
                BuiltIn.of("title", "text", call -> call.created(title(call.text(0)))),
                BuiltIn.of("trim", "text chars?", TextFunctions::trim),
                BuiltIn.of("split", "text separator?", TextFunctions::split),
                BuiltIn.of("join", "list separator? attribute?", TextFunctions::join),
                BuiltIn.of("replace", "text old new count?", TextFunctions::replace),
                BuiltIn.of(
                        "starts_with",
                        "text prefix",
                        call -> BooleanNode.valueOf(call.text(0).startsWith(call.text(1)))),
                BuiltIn.of(
                        "ends_with",
                        "text suffix",
                        call -> BooleanNode.valueOf(call.text(0).endsWith(call.text(1)))),
                BuiltIn.of(
                        "match",
                        "pattern text",
                        call -> BooleanNode.valueOf(
                                Regex.compile(call.text(0), call.budget()).isFoundIn(call.text(1), call.budget()))),
                BuiltIn.of("append", "text suffix", call -> joined(call, call.text(0), spelled(call, 1))),
                BuiltIn.of("prepend", "text prefix", call -> joined(call, spelled(call, 1), call.text(0))),
                BuiltIn.of("truncate", "text length? killwords? end? leeway?", TextFunctions::truncate),
                BuiltIn.of("wordcount", "text", call -> Numbers.of(words(call.text(0)))),
                BuiltIn.of(
                        "lines",
                        "text",
                        call -> pieces(call, call.text(0).lines().toList())));
    }

    private static String spelled(Invocation call, int place) {
        return Values.spelled(call.value(place), call.budget());
    }

    private static JsonNode joined(Invocation call, String head, String tail) {
        call.budget().create((long) head.length() + tail.length());
        return Values.text(head + tail);
    }

    private static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** Words begin after a blank, a hyphen or an opening bracket, as in Jinja2. */
    private static String title(String text) {
        StringBuilder result = new StringBuilder(text.length());
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean separates = i < text.length()
                    && (Character.isWhitespace(text.charAt(i)) || "-([{<".indexOf(text.charAt(i)) >= 0);
            if (i == text.length() || separates) {
                result.append(capitalized(text.substring(start, i)));
                if (i < text.length()) {
                    result.append(text.charAt(i));
                }
                start = i + 1;
            }
        }
        return result.toString();
    }

    private static JsonNode trim(Invocation call) {
        String text = call.text(0);
        if (!call.has(1)) {
            return call.created(text.strip());
        }
        String chars = call.text(1);
        int start = 0;
        int end = text.length();
        while (start < end && chars.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && chars.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        call.budget().steps((long) chars.length() * (text.length() - (end - start)) / 16);
        return call.created(text.substring(start, end));
    }

    /** By a literal separator; without one at runs of blanks. */
    private static JsonNode split(Invocation call) {
        String text = call.text(0);
        if (!call.has(1)) {
            return pieces(
                    call, text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1)));
        }
        String separator = call.text(1);
        if (separator.isEmpty()) {
            throw new ValueError("split: the separator is empty", "x | list gives the letters of a string");
        }
        return pieces(call, List.of(text.split(java.util.regex.Pattern.quote(separator), -1)));
    }

    private static JsonNode pieces(Invocation call, List<String> pieces) {
        ArrayNode result = Values.array();
        for (String piece : pieces) {
            call.budget().create(1L + piece.length());
            result.add(piece);
        }
        return result;
    }

    private static JsonNode join(Invocation call) {
        String separator = call.text(1, "");
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (JsonNode element : call.elements(0)) {
            JsonNode part = call.has(2) ? SelectionFunctions.attribute(element, call.text(2), call.budget()) : element;
            call.budget().create(separator.length());
            text.append(first ? "" : separator).append(Values.spelled(part, call.budget()));
            first = false;
        }
        return Values.text(text.toString());
    }

    private static JsonNode replace(Invocation call) {
        String text = call.text(0);
        String old = call.text(1);
        String replacement = call.text(2);
        int most = call.integer(3, Integer.MAX_VALUE);
        StringBuilder result = new StringBuilder();
        int from = 0;
        int replaced = 0;
        while (replaced < most) {
            int found = text.indexOf(old, from);
            if (found < 0) {
                break;
            }
            call.budget().create(found - from + 1L + replacement.length());
            result.append(text, from, found).append(replacement);
            replaced++;
            from = found + old.length();
            if (old.isEmpty()) {
                if (found >= text.length()) {
                    return Values.text(result.toString());
                }
                // Between all letters: one is passed on before the next place is looked for.
                int letter = Character.charCount(text.codePointAt(found));
                result.append(text, found, found + letter);
                from = found + letter;
            }
        }
        call.budget().create(text.length() - from);
        return Values.text(result.append(text, from, text.length()).toString());
    }

    /** As in Jinja2: the result, its end included, has at most {@code length} letters; a text little longer stays whole. */
    private static JsonNode truncate(Invocation call) {
        String text = call.text(0);
        int length = call.integer(1, 255);
        String end = call.text(3, "...");
        int leeway = call.integer(4, 5);
        int endLength = end.codePointCount(0, end.length());
        if (length < endLength || leeway < 0) {
            throw new ValueError("truncate: the length must be at least that of its end (" + endLength + ")");
        }
        if (Values.length(call.value(0)) <= (long) length + leeway) {
            return call.value(0);
        }
        String kept = text.substring(0, text.offsetByCodePoints(0, length - endLength));
        int lastBlank = kept.lastIndexOf(' ');
        boolean wholeWords = !call.flag(2) && lastBlank >= 0;
        return call.created((wholeWords ? kept.substring(0, lastBlank) : kept) + end);
    }

    private static int words(String text) {
        int count = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_';
            count += letter && !inside ? 1 : 0;
            inside = letter;
        }
        return count;
    }
}
