package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.http.FieldChecks;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Set;

/**
 * Checks that the parameters of timer triggers name a time (runtime.md §3): zone and dates parse, a cron expression has five or six
 * fields. A past date is no error (D5).
 */
final class TimerParameters {
    private static final String FIELD = "trigger_params.";
    private static final Set<String> ZONED = Set.of("core.crontimer", "core.datetimetimer", "core.rruletimer");

    private TimerParameters() {}

    static void check(FieldChecks checks, String triggerRef, JsonNode parameters) {
        if (ZONED.contains(triggerRef)) {
            zone(checks, parameters.path("timezone"));
        }
        switch (triggerRef) {
            case "core.intervaltimer" -> {
                var interval = parameters.path("interval");
                if (interval.isNumber() && interval.doubleValue() <= 0) {
                    checks.finding(FIELD + "interval", "must be greater than 0");
                }
            }
            case "core.crontimer" -> cron(checks, parameters.path("expression"));
            case "core.datetimetimer" -> date(checks, "fire_at", parameters.path("fire_at"));
            case "core.rruletimer" -> {
                date(checks, "dtstart", parameters.path("dtstart"));
                date(checks, "until", parameters.path("until"));
                if (parameters.hasNonNull("count") && parameters.hasNonNull("until")) {
                    checks.finding(FIELD + "until", "excludes count; give one of the two");
                }
            }
            default -> {}
        }
    }

    private static void zone(FieldChecks checks, JsonNode zone) {
        if (!zone.isTextual()) {
            return;
        }
        try {
            var _ = ZoneId.of(zone.textValue());
        } catch (DateTimeException e) {
            checks.finding(FIELD + "timezone", "'" + zone.textValue() + "' is not a time zone such as Europe/Berlin");
        }
    }

    private static void cron(FieldChecks checks, JsonNode expression) {
        if (expression.isTextual()) {
            int fields = expression.textValue().strip().split("\\s+").length;
            if (fields != 5 && fields != 6) {
                checks.finding(
                        FIELD + "expression",
                        "expected six fields (second minute hour day month weekday), found " + fields);
            }
        }
    }

    private static void date(FieldChecks checks, String name, JsonNode date) {
        if (date.isTextual() && !isDate(date.textValue())) {
            checks.finding(FIELD + name, "'" + date.textValue() + "' is not a time such as 2030-01-13T10:30:00Z");
        }
    }

    private static boolean isDate(String text) {
        try {
            var _ = OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException _) {
            try {
                // Without offset it is read in the given zone.
                var _ = LocalDateTime.parse(text);
                return true;
            } catch (DateTimeParseException _) {
                return false;
            }
        }
    }
}
