package io.attune.server.drive.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriverLoopTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void workThatFailsIsTriedAgain() throws InterruptedException {
        var attempts = new AtomicInteger();
        var done = new CountDownLatch(1);
        var loop = new DriverLoop("failing", () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("as meant");
            }
            done.countDown();
            return LONG;
        });

        loop.start();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        loop.stop(LONG);
    }

    @Test
    void aRingWakesOneOfThoseWhoShareTheBellAndAllOfThemStop() throws InterruptedException {
        var bell = new Bell();
        var turns = new LinkedBlockingQueue<String>();
        List<DriverLoop> loops = Stream.of("a", "b", "c")
                .map(name -> new DriverLoop(name, bell, () -> {
                    turns.add(name);
                    return LONG;
                }))
                .toList();
        loops.forEach(DriverLoop::start);
        for (int i = 0; i < loops.size(); i++) {
            assertThat(turns.poll(20, TimeUnit.SECONDS)).isNotNull();
        }

        bell.ring();
        assertThat(turns.poll(20, TimeUnit.SECONDS)).isNotNull();
        loops.forEach(DriverLoop::leave);
        long start = System.nanoTime();
        loops.forEach(loop -> loop.stop(LONG));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    }
}
