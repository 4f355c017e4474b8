package io.attune.cli.call;

import io.attune.cli.outcome.Failure;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 300}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}, {@code 500ms}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    private Durations() {}

    /** A number without a unit is seconds. */
    public static Duration parse(String text) {
        Matcher match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw Failure.usage("'" + text + "' is not a duration", "It looks like 30s, 5m, 24h or 7d");
        }
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2) == null ? "s" : match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
