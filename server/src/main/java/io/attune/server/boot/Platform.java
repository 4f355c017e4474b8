package io.attune.server.boot;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which the platform comes up: database and migrations, then every {@link PlatformComponent} of the roles of this process,
 * in ascending order; and down, the other way round.
 */
@Singleton
public class Platform {
    private static final Logger log = LoggerFactory.getLogger(Platform.class);

    private final PlatformDatabase database;
    private final Instance<PlatformComponent> components;

    /** What was started, the last one first. Guarded by this. */
    private final Deque<PlatformComponent> started = new ArrayDeque<>();

    private volatile boolean ready;

    @Inject
    Platform(PlatformDatabase database, Instance<PlatformComponent> components) {
        this.database = database;
        this.components = components;
    }

    /** Returns when the platform serves. After an exception {@link #stop} takes back what had come up. */
    public synchronized void start(Set<Role> roles) {
        log.info("starting version={} roles={}", Version.text(), roles);
        var _ = database.open();
        var wanted = components.stream()
                .filter(component -> component.runsIn(roles))
                .sorted(Comparator.comparingInt(PlatformComponent::order))
                .toList();
        for (var component : wanted) {
            started.push(component);
            component.start();
        }
        ready = true;
    }

    /** Whether requests can be served: between the end of the start and the beginning of the stop. */
    public boolean isReady() {
        return ready;
    }

    /** The container ends: by a signal, or after a start that failed. */
    void onShutdown(@Observes ShutdownEvent event) {
        try {
            stop();
        } finally {
            Launch.received().ifPresent(launch -> launch.stopped().complete(null));
        }
    }

    /** Stops everything, whatever fails on the way. Stopping twice is harmless. */
    public synchronized void stop() {
        if (!started.isEmpty()) {
            log.info("stopping");
        }
        ready = false;
        while (!started.isEmpty()) {
            var component = started.pop();
            try {
                component.stop();
            } catch (RuntimeException e) {
                log.warn(
                        "a part of the platform did not stop cleanly component={}",
                        component.getClass().getSimpleName(),
                        e);
            }
        }
        database.close();
    }
}
