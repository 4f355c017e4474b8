package io.attune.server.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads moments in queries. */
public final class QueryMoment {
    private QueryMoment() {}

    /**
     * @return null for nothing given
     * @throws AttuneException 400 naming the parameter
     */
    public static @Nullable Instant of(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            // A plus sign that was not escaped arrives as a blank.
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw AttuneException.badRequest(name + ": expected a time with offset such as 2024-01-13T10:30:00Z");
        }
    }
}
