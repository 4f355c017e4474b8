package io.attune.cli.call;

import io.attune.cli.outcome.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** Points in time as people write them: RFC 3339, a date in the zone that times are shown in, or a duration. */
public final class Moments {
    private Moments() {}

    /** A point in the past; a duration counts back from now. */
    public static Instant past(Call call, String option, String text) {
        return startsWithDigitsAndUnit(text)
                ? call.surroundings().clock().instant().minus(Durations.parse(text))
                : fixed(call, option, text);
    }

    /** A point in the future; a duration counts on from now. */
    public static Instant future(Call call, String option, String text) {
        return startsWithDigitsAndUnit(text)
                ? call.surroundings().clock().instant().plus(Durations.parse(text))
                : fixed(call, option, text);
    }

    private static boolean startsWithDigitsAndUnit(String text) {
        return text.strip().matches("\\d+(ms|[smhd])");
    }

    private static Instant fixed(Call call, String option, String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text.strip()).toInstant()
                    : LocalDate.parse(text.strip()).atStartOfDay(call.zone()).toInstant();
        } catch (DateTimeException e) {
            throw Failure.usage(
                    option + " takes a point in time, not '" + text + "'",
                    "It looks like 2026-01-31T12:00:00Z, 2026-01-31 or 24h");
        }
    }
}
