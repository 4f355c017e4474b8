package io.attune.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Ends a line that is announced: from which process it came, and when, by a clock that only this process can read. Earlier releases read past
 * it.
 */
public final class Postmark {
    private static final String BY = " @";

    private Postmark() {}

    static String now(String origin) {
        return BY + origin + " " + System.nanoTime();
    }

    /** How long ago the process announced the line; nothing for the line of another one. */
    public static Optional<Duration> age(String line, String origin) {
        String mark = BY + origin + " ";
        int at = line.lastIndexOf(mark);
        return at < 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(System.nanoTime() - Long.parseLong(line.substring(at + mark.length()))));
    }
}
