package io.attune.cli.render;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Points in time for people. Machine formats carry the server's RFC 3339 text unchanged. */
public final class Times {
    private static final DateTimeFormatter ABSOLUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss XXX", Locale.ROOT);

    private Times() {}

    /** {@code 3m ago}; the text itself when it is not a time. */
    static String relative(String text, Instant now) {
        try {
            Duration age = Duration.between(OffsetDateTime.parse(text).toInstant(), now);
            return age.isNegative() ? "in " + span(age.negated()) : span(age) + " ago";
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    static String absolute(String text, ZoneId zone) {
        try {
            return ABSOLUTE.format(OffsetDateTime.parse(text).atZoneSameInstant(zone));
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private static String span(Duration span) {
        if (span.toDays() > 0) {
            return span.toDays() + "d";
        }
        if (span.toHours() > 0) {
            return span.toHours() + "h";
        }
        return span.toMinutes() > 0 ? span.toMinutes() + "m" : span.toSeconds() + "s";
    }
}
