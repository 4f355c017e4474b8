package io.attune.model.catalog;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version {@code MAJOR.MINOR.PATCH[-pre][+build]}, ordered as semantic versioning orders them: a pre-release comes before its release,
 * build metadata does not count.
 *
 * @param preRelease null for a release
 */
public record SemanticVersion(
        long major,
        long minor,
        long patch,
        @Nullable String preRelease,
        @Nullable String build) implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
    private static final String IDENTIFIERS = "([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)";
    private static final Pattern FULL = Pattern.compile(
            NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-" + IDENTIFIERS + ")?(?:\\+" + IDENTIFIERS + ")?");
    private static final Pattern LENIENT = Pattern.compile("v?([0-9]{1,9})(?:\\.([0-9]{1,9}))?(?:\\.([0-9]{1,9}))?(?:-"
            + IDENTIFIERS + ")?(?:\\+" + IDENTIFIERS + ")?");

    /** A complete version as a pack must have one; {@code 1.0} is not. */
    public static Optional<SemanticVersion> parse(String text) {
        return parse(FULL, text);
    }

    /** A version as people and interpreters write it: a leading {@code v} is dropped, missing parts are 0. */
    public static Optional<SemanticVersion> parseLenient(String text) {
        return parse(LENIENT, text);
    }

    private static Optional<SemanticVersion> parse(Pattern pattern, String text) {
        if (text.length() > 100) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SemanticVersion(
                number(matcher.group(1)),
                number(matcher.group(2)),
                number(matcher.group(3)),
                matcher.group(4),
                matcher.group(5)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** The first version that is no longer of the same minor version. */
    SemanticVersion nextMinor() {
        return new SemanticVersion(major, minor + 1, 0, "0", null);
    }

    /** The first version that {@code ^this} refuses: the leftmost part that is not 0 goes up. */
    SemanticVersion nextIncompatible() {
        if (major > 0) {
            return new SemanticVersion(major + 1, 0, 0, "0", null);
        }
        return minor > 0
                ? new SemanticVersion(0, minor + 1, 0, "0", null)
                : new SemanticVersion(0, 0, patch + 1, "0", null);
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        return order != 0 ? order : comparePreRelease(preRelease, other.preRelease);
    }

    private static int comparePreRelease(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return Boolean.compare(one == null, other == null);
        }
        String[] left = one.split("\\.", -1);
        String[] right = other.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = compareIdentifier(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    private static int compareIdentifier(String one, String other) {
        boolean numeric = isNumber(one);
        if (numeric != isNumber(other)) {
            return numeric ? -1 : 1;
        }
        return numeric ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
    }

    private static boolean isNumber(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preRelease == null ? "" : "-" + preRelease)
                + (build == null ? "" : "+" + build);
    }
}
