package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Text of points in time. The current time is no function of the language: it comes from the scope. */
final class DateFunctions {
    private DateFunctions() {}

    static List<BuiltIn> all() {
        return List.of(BuiltIn.of("date", "time format?", DateFunctions::date));
    }

    /** An RFC 3339 text or seconds since 1970, by a format of strftime; times without an offset are UTC. */
    private static JsonNode date(Invocation call) {
        OffsetDateTime time =
                call.value(0).isNumber() ? ofSeconds(call) : parsed(call.text(0).strip());
        String format = call.text(1, "%Y-%m-%d");
        StringBuilder text = new StringBuilder();
        try {
            for (int i = 0; i < format.length(); i++) {
                char c = format.charAt(i);
                boolean directive = c == '%' && i + 1 < format.length();
                text.append(directive ? part(time, format.charAt(++i)) : String.valueOf(c));
            }
        } catch (DateTimeException _) {
            throw new ValueError("date: the time is out of range");
        }
        return call.created(text.toString());
    }

    private static OffsetDateTime ofSeconds(Invocation call) {
        try {
            return Instant.ofEpochMilli((long) (call.number(0).doubleValue() * 1000))
                    .atOffset(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            throw new ValueError("date: the number is out of range");
        }
    }

    private static OffsetDateTime parsed(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
            }
            String iso = text.replace(' ', 'T');
            boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            return offset ? OffsetDateTime.parse(iso) : LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            throw new ValueError("date: the text is not a time", "write it as 2026-01-31T12:00:00Z");
        }
    }

    private static String part(OffsetDateTime time, char directive) {
        return switch (directive) {
            case 'Y' -> pattern(time, "uuuu");
            case 'y' -> pattern(time, "uu");
            case 'm' -> pattern(time, "MM");
            case 'd' -> pattern(time, "dd");
            case 'e' -> pattern(time, "ppd");
            case 'H' -> pattern(time, "HH");
            case 'I' -> pattern(time, "hh");
            case 'M' -> pattern(time, "mm");
            case 'S' -> pattern(time, "ss");
            case 'L' -> pattern(time, "SSS");
            case 'f' -> pattern(time, "SSSSSS");
            case 'p' -> pattern(time, "a");
            case 'A' -> pattern(time, "EEEE");
            case 'a' -> pattern(time, "EEE");
            case 'B' -> pattern(time, "MMMM");
            case 'b' -> pattern(time, "MMM");
            case 'j' -> pattern(time, "DDD");
            case 'F' -> pattern(time, "uuuu-MM-dd");
            case 'T' -> pattern(time, "HH:mm:ss");
            case 'z' -> pattern(time, "xx");
            case 'Z' -> time.getOffset().equals(ZoneOffset.UTC) ? "UTC" : pattern(time, "xxx");
            case 's' -> Long.toString(time.toEpochSecond());
            case '%' -> "%";
            default -> throw new ValueError("date: unknown directive", "for example '%Y-%m-%d %H:%M:%S'");
        };
    }

    private static String pattern(OffsetDateTime time, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
}
