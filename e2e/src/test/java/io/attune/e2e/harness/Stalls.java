package io.attune.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * When this machine stood still: for a thread that does nothing but sleep for a moment and write a byte to the disk, as every transaction of
 * a platform must. What holds it up for long holds up everything, and no timer of the product can make up for it; whoever asserts how late
 * something may be adds it.
 */
public final class Stalls {
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final Duration WORTH_NOTING = Duration.ofMillis(200);
    private static final Queue<Stall> NOTED = new ConcurrentLinkedQueue<>();

    static {
        Thread.ofPlatform().daemon().name("stalls").start(Stalls::note);
    }

    private record Stall(Instant from, Instant to) {
        Duration within(Instant start, Instant end) {
            var first = from.isAfter(start) ? from : start;
            var last = to.isBefore(end) ? to : end;
            return first.isBefore(last) ? Duration.between(first, last) : Duration.ZERO;
        }
    }

    private Stalls() {}

    /** Looks from now on, if nobody has begun to. */
    static void watch() {
        // Loading the class has started it.
    }

    /** For how long the machine stood still between these moments. */
    public static Duration during(Instant from, Instant to) {
        return NOTED.stream().map(stall -> stall.within(from, to)).reduce(Duration.ZERO, Duration::plus);
    }

    private static void note() {
        try (var file = FileChannel.open(
                Files.createTempFile("attune-stalls-", null),
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            while (true) {
                var began = Instant.now();
                Poll.pause(BEAT);
                file.write(ByteBuffer.allocate(1), 0);
                file.force(false);
                var ended = Instant.now();
                var due = began.plus(BEAT);
                if (ended.isAfter(due.plus(WORTH_NOTING))) {
                    NOTED.add(new Stall(due, ended));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
