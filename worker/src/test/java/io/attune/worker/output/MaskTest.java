package io.attune.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
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
                io.attune.model.execution.LogStream.STDOUT, 128 + 8, Mask.of(List.of("hunter2-geheim")));
        byte[] bytes = "abchunter2-geheim".getBytes(StandardCharsets.UTF_8);

        stream.accept(bytes, bytes.length);
        stream.finish();

        assertThat(stream.text()).startsWith("abc\n...").doesNotContain("hunt");
        assertThat(new String(stream.unsent(1000).bytes(), StandardCharsets.UTF_8))
                .startsWith("abc\n...")
                .doesNotContain("hunt");
    }
}
