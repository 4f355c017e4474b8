package io.attune.server.audit;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals new entries of the audit log once a second, and without a pause while there are many; lets go those that are too old. */
@Singleton
public class AuditSealing implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(AuditSealing.class);

    private static final int PERIOD_MILLIS = 1_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final Sealer sealer;
    private final AuditRetirement retirement;
    private final Clock clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    @Inject
    AuditSealing(Sealer sealer, AuditRetirement retirement, Clock clock) {
        this.sealer = sealer;
        this.retirement = retirement;
        this.clock = clock;
    }

    @Override
    public int order() {
        return 110;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().daemon().name("attune-audit-sealing").start(this::run);
    }

    private void run() {
        try {
            boolean more = false;
            while (!stopping.await(more ? 0 : PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                more = round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there is more to seal right now */
    private boolean round() {
        boolean more = false;
        try {
            more = sealer.seal();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("sealing the audit log failed, the next round repeats it");
        }
        try {
            retirement.retireDue(clock.instant());
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("old entries of the audit log could not be removed, tried again in an hour");
        }
        return more;
    }

    /** What is not sealed yet, the next start seals. */
    @Override
    public void stop() {
        stopping.countDown();
        var running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(STOP_WITHIN)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
