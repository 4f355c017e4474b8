package io.attune.server.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the bodies of all requests under way within a share of the heap: who comes when it is used up is asked to come again, before memory
 * runs out for everybody.
 */
@Singleton
public class BodyBudget {
    private final AtomicLong left;

    @Inject
    BodyBudget() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    private BodyBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    public static BodyBudget of(long bytes) {
        return new BodyBudget(bytes);
    }

    /** What one request holds. Its own monitor guards it: the request may end while its body is still being read. */
    public final class Share {
        private long taken;
        private boolean over;

        private Share() {}

        /** @throws AttuneException 503 if that much is not left; what was taken before stays taken */
        public synchronized void take(long bytes) {
            if (over || left.addAndGet(-bytes) < 0) {
                left.addAndGet(over ? 0 : bytes);
                throw AttuneException.overloaded("Too many large requests are under way", Duration.ofSeconds(1));
            }
            taken += bytes;
        }

        /** Gives all back, and nothing is taken any more. */
        public synchronized void giveBack() {
            left.addAndGet(taken);
            taken = 0;
            over = true;
        }
    }

    public Share share() {
        return new Share();
    }
}
