package io.attune.server.catalog;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.Database;
import io.attune.store.catalog.CatalogSignal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link Catalog#current} fresh: reads again when another transaction says that the catalog changed, and now and then without. */
@Singleton
public final class CatalogWatch implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(CatalogWatch.class);
    private static final Duration SAFETY_NET = Duration.ofSeconds(1);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final Database database;
    private final Catalog catalog;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Guarded by this. */
    private @Nullable Thread watcher;

    @Inject
    public CatalogWatch(Database database, Catalog catalog) {
        this.database = database;
        this.catalog = catalog;
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
        stopped.countDown();
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
        boolean deaf = false;
        while (stopped.getCount() > 0) {
            try (var signal = CatalogSignal.listen(database)) {
                while (stopped.getCount() > 0) {
                    catalog.refresh();
                    if (deaf) {
                        log.info("catalog changes are heard again");
                        deaf = false;
                    }
                    signal.await(SAFETY_NET);
                }
            } catch (SQLException | RuntimeException e) {
                if (stopped.getCount() > 0) {
                    // Ingest compares versions by itself: nothing is decided wrongly meanwhile.
                    if (!deaf) {
                        log.warn("catalog changes are not heard, trying again cause={}", e.getMessage());
                        deaf = true;
                    }
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            var _ = stopped.await(BACK_OFF.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
