package io.attune.server.catalog;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link Catalog#current} fresh: reads again when another transaction says that the catalog changed, and now and then without. */
@Singleton
public final class CatalogWatch implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(CatalogWatch.class);
    private static final Duration SAFETY_NET = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final Catalog catalog;
    /** Released at each change; the watcher takes all at once, so that changes in a row are one reading. */
    private final Semaphore changes = new Semaphore(0);

    private volatile boolean stopped;

    /** Guarded by this. */
    private @Nullable Thread watcher;

    @Inject
    public CatalogWatch(Catalog catalog, ChangeFeed feed) {
        this.catalog = catalog;
        var _ = feed.subscribe(change -> {
            if (change instanceof Change.CatalogChanged || change instanceof Change.Resync) {
                changes.release();
            }
        });
    }

    @Override
    public int order() {
        return 300;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API) || roles.contains(Role.ENGINE) || roles.contains(Role.SENSORS);
    }

    @Override
    public synchronized void start() {
        catalog.refresh();
        watcher = Thread.ofVirtual().name("attune-catalog-watch").start(this::watch);
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        changes.release();
        if (watcher != null) {
            try {
                var _ = watcher.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            watcher = null;
        }
    }

    private void watch() {
        boolean blind = false;
        while (!stopped) {
            try {
                if (changes.tryAcquire(SAFETY_NET.toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
                catalog.refresh();
                if (blind) {
                    log.info("catalog changes are read again");
                    blind = false;
                }
            } catch (RuntimeException e) {
                // Ingest compares versions by itself: nothing is decided wrongly meanwhile.
                if (!blind && !stopped) {
                    log.warn("catalog changes are not read, trying again cause={}", e.getMessage());
                    blind = true;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
