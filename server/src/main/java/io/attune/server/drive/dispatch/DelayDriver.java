package io.attune.server.drive.dispatch;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.Transactions;
import io.attune.store.lease.DelayStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/**
 * Lets executions go whose time has come: retries. Every node does; what one has in hand the others leave to it. Nobody wakes it, since it
 * looks more often than any delay is long.
 */
@Singleton
public class DelayDriver implements PlatformComponent {
    /** Shorter than the shortest delay, so that each is seen before it is over. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
    private static final int BATCH = 500;

    private final Transactions transactions;
    private final DelayStore delays;
    private final Enqueue enqueue;
    private final DriverLoop loop = new DriverLoop("delays", this::letGo);

    @Inject
    DelayDriver(Transactions transactions, DelayStore delays, Enqueue enqueue) {
        this.transactions = transactions;
        this.delays = delays;
        this.enqueue = enqueue;
    }

    @Override
    public int order() {
        return 500;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        loop.start();
    }

    /** @return for how long nothing is to be done */
    Duration letGo() {
        int gone;
        do {
            gone = transactions.engine(tx -> {
                var due = delays.takeDue(tx, BATCH);
                enqueue.release(tx, due);
                return due.size();
            });
        } while (gone == BATCH && !loop.isStopping());
        return transactions
                .engine(delays::untilNext)
                .filter(left -> left.compareTo(LONGEST_PAUSE) < 0)
                // What is due and was not taken is in somebody's hand.
                .map(left -> left.isZero() ? LONGEST_PAUSE.dividedBy(10) : left)
                .orElse(LONGEST_PAUSE);
    }

    @Override
    public void stop() {
        loop.stop(STOP_WITHIN);
    }
}
