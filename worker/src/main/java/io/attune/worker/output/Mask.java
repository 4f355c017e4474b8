package io.attune.worker.output;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the secrets of one run by {@code ***}: as they are, JSON-escaped, URL-encoded, and in Base64, also as a part of a longer text
 * (security.md §4.5). Values shorter than 4 characters are left alone. Immutable.
 */
public final class Mask {
    private static final byte[] STARS = {'*', '*', '*'};
    private static final int SHORTEST = 4;

    /** By first byte, longest first; null where none begins. */
    private final byte[][] @Nullable [] byFirst;

    private final int longest;

    @SuppressWarnings("NullAway") // Arrays of arrays that may hold null cannot be told apart.
    private Mask(List<byte[]> patterns) {
        byFirst = new byte[256][][];
        int max = 0;
        for (byte[] pattern : patterns) {
            int first = pattern[0] & 0xff;
            byte[][] known = byFirst[first] == null ? new byte[0][] : byFirst[first];
            known = Arrays.copyOf(known, known.length + 1);
            known[known.length - 1] = pattern;
            Arrays.sort(
                    known,
                    Comparator.comparingInt((byte[] bytes) -> bytes.length).reversed());
            byFirst[first] = known;
            max = Math.max(max, pattern.length);
        }
        longest = max;
    }

    /** A mask for every form of {@code secrets}. */
    public static Mask of(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        for (String secret : secrets) {
            if (secret.codePointCount(0, secret.length()) >= SHORTEST) {
                addForms(forms, secret);
            }
        }
        return new Mask(forms.stream()
                .map(form -> form.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    private static void addForms(Set<String> forms, String secret) {
        forms.add(secret);
        var escaped = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
        forms.add(escaped);
        forms.add(escaped.replace("/", "\\/"));
        var url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(url);
        forms.add(url.replace("+", "%20"));
        for (String line : secret.split("\\R", -1)) {
            // A secret of several lines is often printed line by line, indented or prefixed.
            if (line.strip().length() >= 2 * SHORTEST) {
                forms.add(line.strip());
            }
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 3; shift++) {
            var inner = base64Inside(bytes, shift);
            if (inner.length() >= 2 * SHORTEST || (shift == 0 && inner.length() >= SHORTEST)) {
                forms.add(inner);
                forms.add(inner.replace('+', '-').replace('/', '_'));
            }
        }
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

    public boolean isEmpty() {
        return longest == 0;
    }

    /** The text with every secret replaced. */
    public String apply(String text) {
        if (isEmpty() || text.isEmpty()) {
            return text;
        }
        var stream = stream();
        var out = new ByteArrayOutputStream(text.length() + 16);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.pass(bytes, bytes.length, out);
        stream.finish(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The value with every secret in its texts and names replaced, and numbers that are secrets too. */
    public JsonNode apply(JsonNode value) {
        if (isEmpty()) {
            return value;
        }
        return switch (value.getNodeType()) {
            case STRING -> JsonNodeFactory.instance.textNode(apply(value.textValue()));
            case NUMBER -> {
                var masked = apply(value.asText());
                yield masked.equals(value.asText()) ? value : JsonNodeFactory.instance.textNode(masked);
            }
            case ARRAY -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode(value.size());
                value.forEach(item -> copy.add(apply(item)));
                yield copy;
            }
            case OBJECT -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                value.properties().forEach(entry -> copy.set(apply(entry.getKey()), apply(entry.getValue())));
                yield copy;
            }
            default -> value;
        };
    }

    /** A mask for bytes that come in pieces: what may be the beginning of a secret is held back until more is known. */
    Stream stream() {
        return new Stream();
    }

    /** Not thread-safe. */
    final class Stream {
        private byte[] held = new byte[0];

        /** Adds {@code length} bytes; what is certain goes to {@code out}. */
        void pass(byte[] bytes, int length, ByteArrayOutputStream out) {
            if (isEmpty()) {
                out.write(bytes, 0, length);
                return;
            }
            var all = new byte[held.length + length];
            System.arraycopy(held, 0, all, 0, held.length);
            System.arraycopy(bytes, 0, all, held.length, length);
            int at = scan(all, out, false);
            held = Arrays.copyOfRange(all, at, all.length);
        }

        /** No more bytes follow. */
        void finish(ByteArrayOutputStream out) {
            int _ = scan(held, out, true);
            held = new byte[0];
        }

        /** The rest was cut off: what is held back may be a part of a secret and is dropped. */
        void cut() {
            held = new byte[0];
        }

        private int scan(byte[] all, ByteArrayOutputStream out, boolean complete) {
            int plain = 0;
            int at = 0;
            while (at < all.length) {
                byte @Nullable [][] candidates = byFirst[all[at] & 0xff];
                int matched = 0;
                boolean undecided = false;
                for (int i = 0; candidates != null && i < candidates.length && matched == 0; i++) {
                    byte[] pattern = candidates[i];
                    int available = Math.min(pattern.length, all.length - at);
                    if (Arrays.equals(all, at, at + available, pattern, 0, available)) {
                        if (available == pattern.length) {
                            matched = available;
                        } else {
                            undecided = true;
                        }
                    }
                }
                if (undecided && !complete) {
                    // A longer secret may begin here, even where a shorter one matches already.
                    break;
                }
                if (matched > 0) {
                    out.write(all, plain, at - plain);
                    out.writeBytes(STARS);
                    at += matched;
                    plain = at;
                } else {
                    at++;
                }
            }
            out.write(all, plain, at - plain);
            return at;
        }
    }
}
