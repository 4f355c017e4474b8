package io.attune.worker.output;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a secret may look when an action prints it: as it is, JSON-escaped, URL-encoded, quoted for a shell, and in Base64, also as a part
 * of a longer text (security.md §4.5). A transformation of the action's own making is not among them; nobody can list those.
 */
final class SecretForms {
    /** Shorter values are left alone: they would turn up everywhere. */
    private static final int SHORTEST = 4;
    /** Less than a line of this length, or of a Base64 text, says too little and matches too much. */
    private static final int SHORTEST_PART = 2 * SHORTEST;
    /** Above this many characters only the common encodings are looked for: each costs memory several times the secret. */
    private static final int LONG = 8 << 10;

    private static final HexFormat UPPER = HexFormat.of().withUpperCase();
    private static final HexFormat LOWER = HexFormat.of();

    /** What the usual functions leave unencoded besides letters and digits. */
    private static final String FORM = ".-*_";

    private static final String RFC_3986 = "-._~";
    private static final List<String> LESS_COMMON = List.of("-_.!~*'()", "-._~/", ";,/?:@&=+$-_.!~*'()#");

    /** Where the usual tools break Base64. */
    private static final int[] LINE_LENGTHS = {76, 64};

    private final Set<String> forms = new LinkedHashSet<>();

    private SecretForms() {}

    /** Every form of the secret; none of one that is too short. */
    static Set<String> of(String secret) {
        var found = new SecretForms();
        if (isLong(secret, SHORTEST)) {
            found.addWhole(secret);
            var stripped = secret.strip();
            if (!stripped.equals(secret) && isLong(stripped, SHORTEST)) {
                // Files end in a line break, which $(cat file) takes away.
                found.addWhole(stripped);
            }
            if (stripped.lines().limit(2).count() > 1) {
                // A secret of several lines is often printed line by line, indented or prefixed.
                stripped.lines()
                        .map(String::strip)
                        .filter(line -> isLong(line, SHORTEST_PART))
                        .forEach(found::addText);
            }
        }
        return found.forms;
    }

    private static boolean isLong(String text, int least) {
        return text.codePointCount(0, text.length()) >= least;
    }

    private void addWhole(String secret) {
        addText(secret);
        addBase64(secret.getBytes(StandardCharsets.UTF_8));
    }

    private void addText(String text) {
        forms.add(text);
        var escaped = new String(JsonStringEncoder.getInstance().quoteAsString(text));
        forms.add(escaped);
        addUrl(text, FORM, UPPER);
        addUrl(text, RFC_3986, UPPER);
        if (text.length() > LONG) {
            return;
        }
        forms.add(escaped.replace("/", "\\/"));
        forms.add(ascii(escaped, LOWER));
        forms.add(ascii(escaped, UPPER));
        forms.add(text.replace("'", "'\\''"));
        for (var hex : List.of(UPPER, LOWER)) {
            addUrl(text, FORM, hex);
            addUrl(text, RFC_3986, hex);
            LESS_COMMON.forEach(safe -> addUrl(text, safe, hex));
        }
    }

    /** As writers of pure ASCII do it, Python's among them. */
    private static String ascii(String escaped, HexFormat hex) {
        var text = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c < 0x7f) {
                text.append(c);
            } else {
                text.append("\\u").append(hex.toHexDigits(c));
            }
        }
        return text.toString();
    }

    private void addUrl(String text, String safe, HexFormat hex) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || safe.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(hex.toHexDigits(b));
            }
        }
        var spaced = encoded.toString();
        forms.add(spaced);
        forms.add(spaced.replace("%20", "+"));
    }

    private void addBase64(byte[] secret) {
        var standard = Base64.getEncoder().encodeToString(secret);
        addAlphabets(standard);
        addAlphabets(standard.replace("=", ""));
        for (int shift = 0; shift < 3; shift++) {
            var inner = base64Inside(secret, shift);
            if (inner.length() >= SHORTEST_PART || (shift == 0 && inner.length() >= SHORTEST)) {
                addAlphabets(inner);
            }
        }
        var first = base64Inside(secret, 0);
        for (int length : LINE_LENGTHS) {
            if (first.length() > length) {
                var broken = first.replaceAll("(.{" + length + "})(?=.)", "$1\n");
                forms.add(broken);
                forms.add(broken.replace("\n", "\r\n"));
            }
        }
    }

    private void addAlphabets(String base64) {
        forms.add(base64);
        forms.add(base64.replace('+', '-').replace('/', '_'));
    }

    /** The characters that {@code bytes} always give when they follow {@code shift} other bytes, whatever those and the next are. */
    private static String base64Inside(byte[] bytes, int shift) {
        var shifted = new byte[shift + bytes.length];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        var text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int to = shifted.length % 3 == 0 ? text.length() : text.length() - 1;
        return from < to ? text.substring(from, to) : "";
    }
}
