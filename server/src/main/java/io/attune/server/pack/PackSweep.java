package io.attune.server.pack;

import io.attune.pack.source.PackLibrary;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes, once an hour, the files of packs that were replaced or deleted, as far as no run can need them any more. */
@Singleton
public final class PackSweep implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(PackSweep.class);
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final PackLibrary library;
    private final PackInstaller installer;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Guarded by this. */
    private @Nullable Thread thread;

    @Inject
    PackSweep(PackLibrary library, PackInstaller installer) {
        this.library = library;
        this.installer = installer;
    }

    @Override
    public int order() {
        return 420;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API) || roles.contains(Role.ENGINE);
    }

    /** The start of the platform has just swept ({@link ShippedPacks}). */
    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("attune-pack-sweep").start(this::run);
    }

    private void run() {
        try {
            while (!stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            library.refs().forEach(installer::sweep);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("old files of packs were not removed, tried again in an hour");
        }
    }

    @Override
    public synchronized void stop() {
        stopped.countDown();
        if (thread != null) {
            try {
                var _ = thread.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }
}
