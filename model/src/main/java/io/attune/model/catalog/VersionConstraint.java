package io.attune.model.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions somebody accepts (packs.md §8.4): comma-separated comparators that all must hold. A bare version means the same minor
 * version, {@code *} every version.
 */
public final class VersionConstraint {
    private static final Pattern COMPARATOR =
            Pattern.compile("(>=|<=|==|=|>|<|\\^|~)?\\s*(v?[0-9][0-9A-Za-z.+-]{0,60}|\\*)");

    private final String text;
    private final List<Comparator> comparators;

    private VersionConstraint(String text, List<Comparator> comparators) {
        this.text = text;
        this.comparators = comparators;
    }

    /** The constraint written in {@code text}, or nothing when it is none. */
    public static Optional<VersionConstraint> parse(String text) {
        List<Comparator> comparators = new ArrayList<>();
        if (text.length() > 200) {
            return Optional.empty();
        }
        for (String part : text.split(",", -1)) {
            Matcher matcher = COMPARATOR.matcher(part.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String operator = matcher.group(1) == null ? "" : matcher.group(1);
            if (matcher.group(2).equals("*")) {
                if (!operator.isEmpty()) {
                    return Optional.empty();
                }
                continue;
            }
            Optional<SemanticVersion> version = SemanticVersion.parseLenient(matcher.group(2));
            if (version.isEmpty()) {
                return Optional.empty();
            }
            comparators.add(new Comparator(operator, version.get()));
        }
        return Optional.of(new VersionConstraint(text.strip(), List.copyOf(comparators)));
    }

    public boolean accepts(SemanticVersion version) {
        return comparators.stream().allMatch(comparator -> comparator.accepts(version));
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionConstraint constraint && constraint.comparators.equals(comparators);
    }

    @Override
    public int hashCode() {
        return comparators.hashCode();
    }

    private record Comparator(String operator, SemanticVersion bound) {
        boolean accepts(SemanticVersion version) {
            int order = version.compareTo(bound);
            return switch (operator) {
                case ">=" -> order >= 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case "<" -> order < 0;
                case "=", "==" -> order == 0;
                case "^" -> order >= 0 && version.compareTo(bound.nextIncompatible()) < 0;
                default -> order >= 0 && version.compareTo(bound.nextMinor()) < 0;
            };
        }
    }
}
