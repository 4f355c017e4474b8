package io.attune.server.audit;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals new entries of the audit log once a second, and without a pause while there are many. */
@Singleton
public class AuditSealing implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(AuditSealing.class);

    private static final int PERIOD_MILLIS = 1_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final Sealer sealer;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    @Inject
    AuditSealing(Sealer sealer) {
        this.sealer = sealer;
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
                try {
                    more = sealer.seal();
                } catch (RuntimeException e) {
                    more = false;
                    log.atWarn().setCause(e).log("sealing the audit log failed, the next round repeats it");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
