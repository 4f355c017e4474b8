package io.attune.engine.parameter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Patterns of schemas run in linear time, because both the pattern and the text come from users. A pattern that needs backtracking
 * matches nothing: silently accepting everything would turn a check off without anybody noticing.
 */
final class LinearRegex implements RegularExpressionFactory {
    private static final int MAX_PATTERN_LENGTH = 1_000;

    @Override
    public RegularExpression getRegularExpression(String regex) {
        if (regex.length() > MAX_PATTERN_LENGTH) {
            return text -> false;
        }
        try {
            Pattern pattern = Pattern.compile(regex);
            return text -> pattern.matcher(text).find();
        } catch (PatternSyntaxException unsupported) {
            return text -> false;
        }
    }
}
