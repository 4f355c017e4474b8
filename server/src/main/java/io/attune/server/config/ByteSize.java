package io.attune.server.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** An amount of data; written as {@code 10MiB}, {@code 512KiB}, {@code 1GiB} or plain bytes. */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(B|KB|KIB|MB|MIB|GB|GIB)?");

    /** @throws IllegalArgumentException if the text has another form */
    public static ByteSize parse(String text) {
        var matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a size such as 10MiB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long factor = switch (unit) {
            case "KB", "KIB" -> 1L << 10;
            case "MB", "MIB" -> 1L << 20;
            case "GB", "GIB" -> 1L << 30;
            default -> 1L;
        };
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is too large", e);
        }
    }
}
