package io.attune.server.boot;

import io.attune.postgres.EmbeddedPostgres;
import io.attune.server.config.Settings;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What the command line hands to the application. It is settled before the container exists, so this one reference is the only way in;
 * {@link Server} sets it once, and only this package reads it.
 *
 * @param postgres the embedded server, which starts while the container does; empty with an external database
 * @param ready told the platform's address once it serves
 * @param application done once the container runs the application: from then on {@code stopped} will be completed
 * @param stopped done once the platform has stopped
 */
record Launch(
        Settings settings,
        Set<Role> roles,
        Optional<Future<EmbeddedPostgres>> postgres,
        Consumer<String> ready,
        CompletableFuture<Void> application,
        CompletableFuture<Void> stopped) {
    private static final AtomicReference<Launch> HANDED_OVER = new AtomicReference<>();

    Launch(Settings settings, Set<Role> roles, Optional<Future<EmbeddedPostgres>> postgres, Consumer<String> ready) {
        this(settings, roles, postgres, ready, new CompletableFuture<>(), new CompletableFuture<>());
    }

    static void handOver(Launch launch) {
        HANDED_OVER.set(launch);
    }

    /** Empty when the container was started by something else than the command line: a test. */
    static Optional<Launch> received() {
        return Optional.ofNullable(HANDED_OVER.get());
    }
}
