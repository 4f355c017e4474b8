package io.attune.server.drive.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** FIX-11: a node that waits for the database must not go on running what others start. */
class SensorFenceTest {
    @Test
    void itEndsTheProcessesWhileNobodyExtendsTheLeases() throws InterruptedException {
        var ended = new CountDownLatch(2);
        var fence = new SensorFence(Duration.ofMillis(1), ended::countDown);
        fence.start();
        try {
            assertThat(ended.await(10, TimeUnit.SECONDS))
                    .as("also those that come up later")
                    .isTrue();
        } finally {
            fence.stop();
        }
    }

    @Test
    void anExtensionOpensItAgain() {
        var fence = new SensorFence(Duration.ofMinutes(1), () -> {});
        assertThat(fence.isClosed()).isFalse();

        fence.extended(System.nanoTime() - Duration.ofMinutes(2).toNanos());
        assertThat(fence.isClosed())
                .as("counted from before the database was asked")
                .isTrue();

        fence.extended(System.nanoTime());
        assertThat(fence.isClosed()).isFalse();
    }
}
