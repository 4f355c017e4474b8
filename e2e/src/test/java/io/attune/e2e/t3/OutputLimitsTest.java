package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** T3.21 Output limits. */
class OutputLimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void fiveMegabytesAreKept() {
        var fixture = Fixture.shared();
        var action = fixture.shellAction("big", "head -c 5000000 /dev/zero | tr '\\0' x\n", null);

        var execution =
                fixture.ended(fixture.run(action, Json.object()).path("id").asLong(), LIMIT);

        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(fixture.log(execution.path("id").asLong(), "stdout")).hasSize(5_000_000);
    }

    @Test
    void outputBeyondTheLimitIsCutWithANotice() {
        try (var platform = Platform.up(Map.of("ATTUNE__WORKER__MAX_STDOUT_BYTES", String.valueOf(MEBIBYTE)))) {
            var fixture = new Fixture(platform.admin());
            var action = fixture.shellAction("huge", "head -c 10000000 /dev/zero | tr '\\0' x\n", null);

            var execution =
                    fixture.ended(fixture.run(action, Json.object()).path("id").asLong(), LIMIT);

            assertThat(execution.path("status").asText()).isEqualTo("completed");
            var result = execution.path("result");
            assertThat(result.path("stdout_truncated").asBoolean()).isTrue();
            assertThat(result.path("stdout_bytes_truncated").asLong()).isGreaterThanOrEqualTo(10_000_000 - MEBIBYTE);
            var log = fixture.log(execution.path("id").asLong(), "stdout");
            assertThat(log.length()).isLessThanOrEqualTo(MEBIBYTE);
            assertThat(log).startsWith("xxxx").contains("... (output truncated)");
        }
    }

    @Test
    void streamsAreKeptApartAndInOrder() {
        var fixture = Fixture.shared();
        var action = fixture.shellAction("both", "for i in 1 2 3; do echo out $i; echo err $i >&2; done\n", null);

        long execution = fixture.run(action, Json.object()).path("id").asLong();
        var ended = fixture.ended(execution, LIMIT);

        assertThat(fixture.log(execution, "stdout")).isEqualToIgnoringNewLines("out 1\nout 2\nout 3\n");
        assertThat(fixture.log(execution, "stderr")).isEqualToIgnoringNewLines("err 1\nerr 2\nerr 3\n");
        assertThat(ended.path("result").path("stderr").asText())
                .contains("err 1")
                .doesNotContain("out 1");
    }

    @Test
    void tenThousandLinesAreAllInTheLog() {
        var fixture = Fixture.shared();
        var action =
                fixture.shellAction("lines", "i=1; while [ $i -le 10000 ]; do echo line $i; i=$((i+1)); done\n", null);

        long execution = fixture.run(action, Json.object()).path("id").asLong();
        var ended = fixture.ended(execution, LIMIT);

        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.path("result").path("stdout").asText()).contains("line 1");
        assertThat(fixture.log(execution, "stdout").lines().filter(line -> line.startsWith("line ")))
                .hasSize(10_000);
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() {
        var fixture = Fixture.shared();
        var action = fixture.shellAction("bytes", "printf 'before \\377\\376 after\\n'; echo end\n", null);

        var execution =
                fixture.ended(fixture.run(action, Json.object()).path("id").asLong(), LIMIT);

        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(execution.path("result").path("stdout").asText())
                .contains("before \uFFFD")
                .contains("after")
                .contains("end");
    }
}
