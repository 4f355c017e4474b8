package io.attune.worker.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrets do not appear in what a run printed (security.md §4.5). */
class MaskTest {
    private static final String SECRET = "pa\"ss/w+ö rd";

    private final Mask mask = Mask.of(List.of(SECRET));

    @Test
    void everyCommonFormIsReplaced() throws Exception {
        var json = new ObjectMapper().writeValueAsString(SECRET);

        assertThat(mask.apply("a " + SECRET + " b")).isEqualTo("a *** b");
        assertThat(mask.apply("{\"x\":" + json + "}")).isEqualTo("{\"x\":\"***\"}");
        assertThat(mask.apply("?q=pa%22ss%2Fw%2B%C3%B6+rd&r=pa%22ss%2Fw%2B%C3%B6%20rd"))
                .isEqualTo("?q=***&r=***");
    }

    @Test
    void base64IsReplacedWhereverTheSecretStandsInIt() {
        for (var prefix : List.of("", "u", "us", "user:")) {
            var encoded =
                    Base64.getEncoder().encodeToString((prefix + SECRET + "tail").getBytes(StandardCharsets.UTF_8));
            var masked = mask.apply(encoded);
            assertThat(masked).as(prefix).contains("***");
            assertThat(masked.length()).isLessThan(encoded.length() - 8);
        }
    }

    @Test
    void theEncodingsOfOtherLanguagesAreReplacedToo() {
        // json.dumps, JSON.stringify with escaped slashes, encodeURIComponent, urllib's quote, lower-case hex, a quoted
        // shell word.
        var printed = List.of(
                "pa\\\"ss/w+\\u00f6 rd",
                "pa\\\"ss\\/w+ö rd",
                "pa%22ss%2Fw%2B%C3%B6%20rd",
                "pa%22ss/w%2B%C3%B6%20rd",
                "pa%22ss%2fw%2b%c3%b6%20rd",
                "pa%22ss%2fw%2b%c3%b6+rd");
        for (var text : printed) {
            assertThat(mask.apply("<" + text + ">")).as(text).isEqualTo("<***>");
        }
        assertThat(Mask.of(List.of("it's-me")).apply("K='it'\\''s-me'")).isEqualTo("K='***'");
        assertThat(Mask.of(List.of("a(b)c!d~e*f")).apply("q=a(b)c!d~e*f&r=a%28b%29c%21d~e%2Af"))
                .isEqualTo("q=***&r=***");
    }

    @Test
    void base64OfTheSecretItselfGoesWithItsPadding() {
        for (var secret : List.of("four", "fives", "sixsix", "seven?>")) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            for (var encoded : List.of(
                    Base64.getEncoder().encodeToString(bytes),
                    Base64.getUrlEncoder().encodeToString(bytes),
                    Base64.getEncoder().withoutPadding().encodeToString(bytes),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
                assertThat(Mask.of(List.of(secret)).apply("<" + encoded + ">"))
                        .as(secret)
                        .isEqualTo("<***>");
            }
        }
    }

    @Test
    void longBase64IsFoundAlthoughToolsBreakItIntoLines() {
        var secret = "0123456789".repeat(20);
        for (var encoder :
                List.of(Base64.getMimeEncoder(76, new byte[] {'\n'}), Base64.getMimeEncoder(64, new byte[] {'\n'}))) {
            var masked =
                    Mask.of(List.of(secret)).apply(encoder.encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
            assertThat(masked).contains("***").hasSizeLessThan(8);
        }
    }

    @Test
    void aSecretOfSeveralLinesGoesAsAWholeAndLineByLine() {
        var key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nAoIBAQC7\n-----END KEY-----\n";
        var several = Mask.of(List.of(key));

        assertThat(several.apply("[" + key + "]")).isEqualTo("[***]");
        assertThat(several.apply("[" + key.strip() + "]")).isEqualTo("[***]");
        assertThat(several.apply("{\"k\":\"" + key.replace("\n", "\\n") + "\"}"))
                .isEqualTo("{\"k\":\"***\"}");
        assertThat(several.apply("> AoIBAQC7 <\n  MIIEvQIBADANBgkq\n")).isEqualTo("> *** <\n  ***\n");
    }

    @Test
    void whereSecretsOverlapNothingOfEitherIsLeft() {
        assertThat(Mask.of(List.of("abcdef", "defghi")).apply("x abcdefghi y defghiabcdef z"))
                .isEqualTo("x *** y ****** z");
        assertThat(Mask.of(List.of("aaaa")).apply("aaaaaaa-aaa")).isEqualTo("***-aaa");
    }

    @Test
    void manySecretsAndPrefixesOfThemCostNoMoreThanReading() {
        var secrets = new ArrayList<String>();
        for (int i = 0; i < 500; i++) {
            secrets.add("a".repeat(200) + i);
        }
        var hostile = "a".repeat(4 << 20);

        // Comparing every place with every secret would take hours.
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(Mask.of(secrets).apply(hostile + "7"))
                        .endsWith("aa***")
                        .hasSize((4 << 20) - 200 + 3));
    }

    @Test
    void theLongerOfTwoSecretsWins() {
        assertThat(Mask.of(List.of("secret", "secret-and-more")).apply("secret-and-more secret-and"))
                .isEqualTo("*** ***-and");
    }

    @Test
    void shortValuesAreLeftAlone() {
        assertThat(Mask.of(List.of("abc", "")).apply("abc")).isEqualTo("abc");
    }

    @Test
    void namesAndNumbersInDataAreReplacedToo() throws Exception {
        var data = new ObjectMapper().readTree("{\"k-4711\":4711,\"n\":[47110,true,null],\"t\":\"x4711\"}");

        assertThat(Mask.of(List.of("4711")).apply(data).toString())
                .isEqualTo("{\"k-***\":\"***\",\"n\":[\"***0\",true,null],\"t\":\"x***\"}");
    }

    @Test
    void whatIsCutOffInTheMiddleOfASecretShowsNoneOfIt() {
        var stream = new CapturedStream(
                io.attune.model.execution.LogStream.STDOUT, 128 + 8, Mask.of(List.of("hunter2-geheim")), false);
        byte[] bytes = "abchunter2-geheim".getBytes(StandardCharsets.UTF_8);

        stream.accept(bytes, bytes.length);
        stream.finish();

        assertThat(stream.text()).startsWith("abc\n...").doesNotContain("hunt");
        assertThat(new String(stream.unsent(1000).bytes(), StandardCharsets.UTF_8))
                .startsWith("abc\n...")
                .doesNotContain("hunt");
    }
}
