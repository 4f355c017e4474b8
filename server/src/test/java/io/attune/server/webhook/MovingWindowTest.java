package io.attune.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MovingWindowTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final MovingWindow window = new MovingWindow();

    @Test
    void manyTakeNoMoreMemoryThanFew() {
        var now = START;
        for (int i = 0; i < 200_000; i++) {
            assertThat(window.admit(Integer.MAX_VALUE, DAY, now)).isEmpty();
            now = now.plusMillis(300);
        }
        assertThat(window.size()).isLessThan(70);
    }

    @Test
    void neverMoreThanTheLimitAreInAnyWindow() {
        var now = START;
        for (int i = 0; i < 1_000; i++) {
            assertThat(window.admit(1_000, DAY, now)).isEmpty();
            now = now.plusSeconds(1);
        }
        assertThat(window.admit(1_000, DAY, now)).isPresent();
        assertThat(window.admit(1_000, DAY, START.plus(DAY)))
                .as("those close to the first are still in it")
                .isPresent();

        var wait = window.admit(1_000, DAY, now).orElseThrow();
        assertThat(window.admit(1_000, DAY, now.plus(wait))).isEmpty();
    }
}
