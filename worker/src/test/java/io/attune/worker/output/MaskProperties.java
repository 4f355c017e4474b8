package io.attune.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

class MaskProperties {
    private static final List<String> VOCABULARY =
            List.of("secret", "secret-more", "sec", "-", "x", "more", "cret-", "retsec");

    /** However a text is cut into pieces, the result is that of the whole. */
    @Property(tries = 300)
    void chunkBordersMakeNoDifference(
            @ForAll @Size(max = 12) List<@IntRange(max = 7) Integer> words,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 7) Integer> pieces) {
        var text = String.join("", words.stream().map(VOCABULARY::get).toList());
        var subject = Mask.of(List.of("secret", "secret-more", "cret-", "retsec"));

        assertThat(inPieces(subject, text, pieces))
                .isEqualTo(subject.apply(text))
                .doesNotContain("secret", "cret-", "retsec");
    }

    /** The naive definition: what belongs to any occurrence of any secret goes, the rest stays. */
    @Property(tries = 500)
    void exactlyTheBytesOfSecretsGo(
            @ForAll @Size(min = 1, max = 4) @UniqueElements List<@IntRange(max = 80) Integer> chosen,
            @ForAll @Size(max = 30) List<@IntRange(max = 2) Integer> letters) {
        var secrets = chosen.stream().map(MaskProperties::word).toList();
        var text = new StringBuilder();
        letters.forEach(letter -> text.append("abc".charAt(letter)));

        assertThat(Mask.of(secrets).apply(text.toString())).isEqualTo(naive(text.toString(), plain(secrets)));
    }

    /** Whatever the secret and whatever stands around it, none of the promised forms is left. */
    @Property(tries = 500)
    void noFormOfASecretSurvives(
            @ForAll @StringLength(min = 4, max = 40) String secret,
            @ForAll @AlphaChars @StringLength(max = 8) String before,
            @ForAll @AlphaChars @StringLength(max = 8) String after,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 9) Integer> pieces) {
        // Half of a surrogate pair is no text; it would not arrive on standard input either.
        var given = new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        if (given.codePointCount(0, given.length()) < 4) {
            return;
        }
        var json = TextNode.valueOf(given).toString();
        byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
        var forms = List.of(
                given,
                json.substring(1, json.length() - 1),
                URLEncoder.encode(given, StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        var subject = Mask.of(List.of(given));
        for (var form : forms) {
            var masked = inPieces(subject, before + form + after, pieces);
            assertThat(masked).contains("***");
            assertThat(masked.replace("***", "\0")).doesNotContain(form);
        }
    }

    private static String inPieces(Mask subject, String text, List<Integer> pieces) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        var stream = subject.stream();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int length = Math.min(pieces.get(i % pieces.size()), bytes.length - at);
            stream.pass(Arrays.copyOfRange(bytes, at, at + length), length, out);
            at += length;
        }
        stream.finish(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Four letters of three: their encodings never turn up in a text of those letters. */
    private static String word(int number) {
        return "" + "abc".charAt(number / 27) + "abc".charAt(number / 9 % 3) + "abc".charAt(number / 3 % 3)
                + "abc".charAt(number % 3);
    }

    private static Set<String> plain(List<String> secrets) {
        return new HashSet<>(secrets);
    }

    private static String naive(String text, Set<String> secrets) {
        var inside = new boolean[text.length()];
        // Whether a secret begins here that no secret from before reaches into: it gets stars of its own.
        var begins = new boolean[text.length()];
        int reached = 0;
        for (int i = 0; i < text.length(); i++) {
            for (var secret : secrets) {
                if (text.startsWith(secret, i)) {
                    begins[i] |= i >= reached;
                    Arrays.fill(inside, i, i + secret.length(), true);
                }
            }
            if (text.length() - i >= 4 && secrets.contains(text.substring(i, i + 4))) {
                reached = i + 4;
            }
        }
        var shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!inside[i]) {
                shown.append(text.charAt(i));
            } else if (begins[i]) {
                shown.append("***");
            }
        }
        return shown.toString();
    }
}
