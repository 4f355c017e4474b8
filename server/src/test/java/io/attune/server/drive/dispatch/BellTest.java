package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BellTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Bell bell = new Bell();

    @Test
    void aRingThatNobodyWaitedForIsHeardByTheNext() throws InterruptedException {
        bell.ring();

        assertThat(bell.await(LONG)).isTrue();
        assertThat(bell.await(Duration.ZERO)).isFalse();
    }

    @Test
    void severalRingsBeforeAnybodyWaitsAreOne() throws InterruptedException {
        bell.ring();
        bell.ring();

        assertThat(bell.await(LONG)).isTrue();
        assertThat(bell.await(Duration.ZERO)).isFalse();
    }

    @Test
    void eachRingWakesAnotherOfThoseWhoWait() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var woken = new ExecutorCompletionService<Boolean>(threads);
            for (int i = 0; i < 3; i++) {
                woken.submit(() -> bell.await(LONG));
            }
            for (int i = 0; i < 3; i++) {
                bell.ring();
                assertThat(woken.take().get()).isTrue();
            }
        }
    }

    @Test
    void whoWasBusyWhenItRangForOthersCanTell() throws InterruptedException {
        long before = bell.rings();

        bell.ring();
        assertThat(bell.await(LONG)).isTrue();

        assertThat(bell.rings()).isNotEqualTo(before);
    }
}
