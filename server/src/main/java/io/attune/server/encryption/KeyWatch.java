package io.attune.server.encryption;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.encryption.StoredDataKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the data keys of this process those of the database, in every process that has one. It comes first: a process without the right
 * master key does not start.
 */
@Singleton
public class KeyWatch implements PlatformComponent {
    /** How old the knowledge of a process may be. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(KeyWatch.class);

    private final StoredDataKeys keys;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;
    private @Nullable String reported;

    @Inject
    KeyWatch(StoredDataKeys keys) {
        this.keys = keys;
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return true;
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("attune-key-watch").start(this::run);
    }

    private void run() {
        try {
            while (!stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            keys.refresh();
            var unknown = keys.unknownMaster().orElse(null);
            if (unknown != null && !unknown.equals(reported)) {
                log.atError()
                        .addKeyValue("master", unknown)
                        .log(
                                "the database has moved to a master key that this process does not know; give it the key and restart it");
            }
            reported = unknown;
        } catch (RuntimeException e) {
            log.warn("the keys of the database were not read, the next look repeats it", e);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        var running = thread;
        if (running != null) {
            try {
                var _ = running.join(Duration.ofSeconds(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
