package io.attune.server.boot;

import io.attune.postgres.EmbeddedPostgres;
import io.attune.server.config.Settings;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the command line hands to the application. It is settled before the container exists, so this one reference is the only way in;
 * {@link Main} sets it once, and only the producers of this package read it.
 *
 * @param postgres the embedded server, which starts while the container does; empty with an external database
 */
record Launch(Settings settings, Set<Role> roles, Optional<Future<EmbeddedPostgres>> postgres) {
    private static final AtomicReference<Launch> HANDED_OVER = new AtomicReference<>();

    static void handOver(Launch launch) {
        HANDED_OVER.set(launch);
    }

    /** Empty when the container was started by something else than the command line: a test. */
    static Optional<Launch> received() {
        return Optional.ofNullable(HANDED_OVER.get());
    }
}
