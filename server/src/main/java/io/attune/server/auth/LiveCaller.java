package io.attune.server.auth;

import io.attune.server.http.AttuneException;
import io.attune.server.http.GuardRefusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The caller of a connection that goes on after its request was let in: asked about again, at most once a second, so that a stream ends
 * with its token and session, and shows what the caller may see now (SEC-3, SEC-19). Used by one thread.
 */
public final class LiveCaller {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<Caller> authenticate;
    private final Clock clock;
    private Caller known;
    private Instant asked;

    /** @param authenticate does again what let the caller in */
    LiveCaller(Caller known, Supplier<Caller> authenticate, Clock clock) {
        this.known = known;
        this.authenticate = authenticate;
        this.clock = clock;
        this.asked = clock.instant();
    }

    /** The caller as it is now; empty when it would not be let in any more. */
    public Optional<Caller> now() {
        var now = clock.instant();
        if (!now.isBefore(asked.plus(FRESH))) {
            try {
                known = authenticate.get();
            } catch (GuardRefusal | AttuneException _) {
                return Optional.empty();
            }
            asked = now;
        }
        return Optional.of(known);
    }
}
