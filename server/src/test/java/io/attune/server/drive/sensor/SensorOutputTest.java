package io.attune.server.drive.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.LogStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SensorOutputTest {
    private final SensorOutput output = new SensorOutput(LogStream.STDERR);

    @Test
    void secretsAreHiddenAlsoWhereTheyComeInPieces() {
        output.hide(List.of("secret-token"));
        write("a secret-");
        write("token b\n");
        output.finish();

        assertThat(taken()).isEqualTo("a *** b\n");
    }

    @Test
    void aNewTokenIsHiddenBesideTheOldOne() {
        output.hide(List.of("first-token"));
        write("first-token ");
        output.hide(List.of("first-token", "second-token"));
        write("second-token first-token");
        output.finish();

        assertThat(taken()).isEqualTo("*** *** ***");
    }

    @Test
    void whatCouldNotBeWrittenComesFirstAgain() {
        write("one\n");
        byte[] bytes = output.take();
        write("two\n");
        output.putBack(bytes);

        assertThat(taken()).isEqualTo("one\ntwo\n");
        assertThat(output.take()).isEmpty();
    }

    @Test
    void aFloodIsCutAndSaidToBe() {
        for (int i = 0; i < 100; i++) {
            write("x".repeat(64 << 10));
        }
        int kept = 0;
        for (int piece = 0; piece < SensorOutput.MOST_PIECES; piece++) {
            byte[] bytes = output.take();
            assertThat(bytes.length).isPositive().isLessThanOrEqualTo(256 << 10);
            kept += bytes.length;
        }
        var end = taken();

        assertThat(kept).isEqualTo(4 << 20);
        assertThat(end)
                .isEqualTo("[attune] " + (100 * (64 << 10) - kept) + " bytes were written too fast and are not kept\n");
    }

    @Test
    void theExcerptHoldsTheLastLinesAndNotTooMuch() {
        write(IntStream.range(0, 200).mapToObj(i -> "line " + i).collect(Collectors.joining("\n", "", "\n")));

        var lines = output.excerpt().lines().toList();
        assertThat(lines).hasSize(80).endsWith("line 199");

        write("y".repeat(40_000) + "\0");
        assertThat(output.excerpt()).hasSizeLessThanOrEqualTo(16 << 10).doesNotContain("\0");
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.accept(bytes, bytes.length);
    }

    private String taken() {
        return new String(output.take(), StandardCharsets.UTF_8);
    }
}
