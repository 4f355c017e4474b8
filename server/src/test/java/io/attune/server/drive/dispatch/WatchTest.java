package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private final Watch watch = new Watch(Duration.ofSeconds(30), START);

    @Test
    void silenceBeforeTheStartSaysNothing() {
        lookUntil(89);

        assertThat(watch.hasLasted(SILENCE, at(89))).isFalse();
        assertThat(watch.hasLasted(SILENCE, at(90))).isTrue();
    }

    @Test
    void afterAGapItBeginsAnew() {
        lookUntil(200);

        assertThat(watch.hasLasted(SILENCE, at(230))).isTrue();
        assertThat(watch.hasLasted(SILENCE, at(231))).as("nobody looked since").isFalse();
        watch.looked(at(500));
        assertThat(watch.hasLasted(SILENCE, at(500))).isFalse();
        for (int second = 501; second <= 590; second++) {
            watch.looked(at(second));
        }
        assertThat(watch.hasLasted(SILENCE, at(589))).isFalse();
        assertThat(watch.hasLasted(SILENCE, at(590))).isTrue();
    }

    private void lookUntil(int end) {
        for (int second = 1; second <= end; second++) {
            watch.looked(at(second));
        }
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
