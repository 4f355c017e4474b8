package io.attune.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MaskProperties {
    /** However a text is cut into pieces, the result is that of the whole. */
    @Property(tries = 300)
    void chunkBordersMakeNoDifference(
            @ForAll @Size(max = 12) List<@IntRange(max = 5) Integer> words,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 7) Integer> pieces) {
        var vocabulary = List.of("secret", "secret-more", "sec", "-", "x", "more");
        var text = String.join("", words.stream().map(vocabulary::get).toList());
        var subject = Mask.of(List.of("secret", "secret-more"));
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

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(subject.apply(text))
                .doesNotContain("secret");
    }
}
