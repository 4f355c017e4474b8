package io.attune.expression.function;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.attune.expression.Limits;
import java.util.ArrayDeque;
import java.util.Deque;

/** A regular expression of a user: matched in linear time, and small enough that linear is little (SEC-21). Immutable. */
public final class Regex {
    private final Pattern pattern;
    private final long size;

    private Regex(Pattern pattern, long size) {
        this.pattern = pattern;
        this.size = size;
    }

    /** @throws ValueError when the text is no regular expression, or too large a one */
    public static Regex compile(String text, Budget budget) {
        if (text.length() > Limits.PATTERN_LENGTH) {
            throw new ValueError("the regular expression is longer than " + Limits.PATTERN_LENGTH + " characters");
        }
        long size = size(text);
        if (size > Limits.PATTERN_SIZE) {
            throw new ValueError(
                    "the repetitions of the regular expression multiply to more than " + Limits.PATTERN_SIZE);
        }
        budget.steps(size);
        try {
            return new Regex(Pattern.compile(text), size);
        } catch (PatternSyntaxException cause) {
            throw new ValueError(
                    "not a regular expression: " + cause.getDescription(),
                    text.contains("(?=") || text.contains("(?!") || text.contains("(?<")
                            ? "look-around and back-references are not supported (RE2 syntax)"
                            : null);
        }
    }

    /** Whether it matches anywhere in the text. */
    public boolean isFoundIn(String text, Budget budget) {
        budget.steps((long) text.length() * (1 + size / 64) / 8);
        return pattern.matcher(text).find();
    }

    /** Estimated instructions: counted repetitions are written out when the pattern is compiled, and multiply when nested. */
    private static long size(String text) {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0;
        long last = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                long times = largestCount(text, i);
                sum += last * Math.max(0, times - 1);
                last *= Math.max(1, times);
                int close = text.indexOf('}', i);
                i = times > 0 && close > 0 ? close : i;
            } else if (c == '(') {
                outer.push(sum);
                sum = 0;
                last = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                last = sum + 2;
                sum = outer.pop() + last;
            } else {
                if (c == '\\') {
                    i++;
                } else if (c == '[') {
                    i = Math.max(i, text.indexOf(']', i + 2));
                }
                last = 1;
                sum++;
            }
            if (sum > Limits.PATTERN_SIZE || last > Limits.PATTERN_SIZE) {
                return Long.MAX_VALUE / 2;
            }
        }
        while (!outer.isEmpty()) {
            sum += outer.pop();
        }
        return sum;
    }

    /** The larger number of {@code {a,b}} at a place; 0 when it is no repetition. */
    private static long largestCount(String text, int open) {
        long largest = 0;
        long number = 0;
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(number * 10 + (c - '0'), Limits.PATTERN_SIZE + 1L);
                largest = Math.max(largest, number);
            } else if (c == ',') {
                number = 0;
            } else {
                return c == '}' ? largest : 0;
            }
        }
        return 0;
    }
}
