package io.attune.cli.call;

import io.attune.cli.outcome.Failure;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C trace context: requests of one call belong to the trace of whoever made it. */
final class TraceContext {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern HEADER = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceContext() {}

    /**
     * The {@code traceparent} to send; null for none.
     *
     * @param option {@code --trace-id}: a trace's id, or a whole {@code traceparent}
     * @param variable the environment's {@code traceparent}; left out when it is none
     */
    static @Nullable String header(@Nullable String option, @Nullable String variable) {
        if (option == null) {
            return variable != null && HEADER.matcher(variable).matches() ? variable : null;
        }
        String given = option.toLowerCase(Locale.ROOT);
        if (HEADER.matcher(given).matches()) {
            return given;
        }
        if (!ID.matcher(given).matches()) {
            throw Failure.usage("--trace-id takes 32 hex digits, not '" + option + "'", null);
        }
        byte[] span = new byte[8];
        new SecureRandom().nextBytes(span);
        return "00-" + given + "-" + HexFormat.of().formatHex(span) + "-01";
    }

    /** The trace's id alone; null when none is sent. */
    static @Nullable String idOf(@Nullable String option, @Nullable String variable) {
        String given = option != null ? option.toLowerCase(Locale.ROOT) : variable;
        if (given == null) {
            return null;
        }
        var header = HEADER.matcher(given);
        return header.matches() ? header.group(1) : ID.matcher(given).matches() ? given : null;
    }
}
