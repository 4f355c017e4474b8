package io.attune.server.drive.tick;

import io.attune.model.id.RuleId;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.dispatch.Signal;
import io.attune.server.timer.RuleTimers;
import io.attune.store.SqlState;
import io.attune.store.Transactions;
import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import io.attune.store.timer.DueTimer;
import io.attune.store.timer.DueTimerStore;
import io.attune.store.timer.TimerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires the timers of all rules (runtime.md §3). All nodes with the role do so at once: each tick goes to whoever claims it first, and when
 * one dies the others go on without a pause. Sleeps until the next tick is due, or until a timer is changed.
 */
@Singleton
public final class TimerDriver implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(TimerDriver.class);
    private static final int BATCH = 256;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /** For signals that were lost, and for rules that came with packs. */
    private static final Duration SAFETY_NET = Duration.ofMillis(500);

    /** After an outage, and between attempts at a timer that fails by itself. */
    private static final Duration BACK_OFF = Duration.ofMillis(500);

    private static final Duration POSTPONED = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final TimerStore timers;
    private final DueTimerStore due;
    private final RuleTimers ruleTimers;
    private final TickBatch batch;
    private final Catalog catalog;
    private final ChangeFeed feed;
    private final Clock clock;
    private final Signal wakeUp = new Signal();

    /** Timers whose ticks fail, each until it is tried again. Used by the driver's thread. */
    private final Map<RuleId, Instant> postponed = new HashMap<>();

    /** The catalog whose rules all have their timers. Used by the driver's thread. */
    private long settledVersion = -1;

    private volatile boolean stopping;

    /** Guarded by this. */
    private @Nullable Thread thread;

    private ChangeFeed.@Nullable Subscription subscription;

    @Inject
    TimerDriver(
            Transactions transactions,
            TimerStore timers,
            DueTimerStore due,
            RuleTimers ruleTimers,
            TickBatch batch,
            Catalog catalog,
            ChangeFeed feed,
            Clock clock) {
        this.transactions = transactions;
        this.timers = timers;
        this.due = due;
        this.ruleTimers = ruleTimers;
        this.batch = batch;
        this.catalog = catalog;
        this.feed = feed;
        this.clock = clock;
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
    public synchronized void start() {
        subscription = feed.subscribe(this::changed);
        thread = Thread.ofPlatform().name("attune-timers").start(this::run);
    }

    private void changed(Change change) {
        switch (change) {
            case Change.Rows rows when rows.kind().equals(RuleTimers.CHANGED) -> wakeUp.raise();
            case Change.Resync _ -> wakeUp.raise();
            case Change.Rows _,
                    Change.Queued _,
                    Change.ExecutionsMoved _,
                    Change.CancelRequested _,
                    Change.CatalogChanged _ -> {}
        }
    }

    private void run() {
        boolean failing = false;
        while (!stopping) {
            var seen = wakeUp.seen();
            Duration pause;
            try {
                settle();
                pause = fireWhatIsDue();
                if (failing) {
                    log.info("timers fire again");
                    failing = false;
                }
            } catch (RuntimeException e) {
                if (!failing && !stopping) {
                    log.warn("timers cannot be fired, trying again", e);
                    failing = true;
                }
                pause = BACK_OFF;
            }
            try {
                wakeUp.await(seen, pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return for how long nothing is to be done */
    private Duration fireWhatIsDue() {
        postponed.values().removeIf(until -> until.isBefore(clock.instant()));
        int taken;
        do {
            try {
                taken = transactions.engine(tx -> batch.fireLongestDue(tx, BATCH, postponed.keySet()));
            } catch (RuntimeException e) {
                if (SqlState.isOutage(e)) {
                    throw e;
                }
                log.atDebug().setCause(e).log("a batch of ticks failed and is fired one by one");
                taken = fireOneByOne();
            }
        } while (taken > 0 && !stopping);
        return transactions
                .engine(tx -> due.untilNext(tx, postponed.keySet()))
                .filter(left -> left.compareTo(SAFETY_NET) < 0)
                .orElse(SAFETY_NET);
    }

    /** One of them is in the way of the others. It stays due: it fires when it can, or is missed. */
    private int fireOneByOne() {
        List<RuleId> rules = transactions.engine(tx -> due.claim(tx, postponed.keySet(), BATCH)).stream()
                .map(DueTimer::rule)
                .toList();
        for (RuleId rule : rules) {
            try {
                transactions.engineTask(tx -> batch.fire(tx, rule));
            } catch (RuntimeException e) {
                if (SqlState.isOutage(e)) {
                    throw e;
                }
                log.warn("a tick could not be stored, it is tried again rule={}", rule, e);
                postponed.put(rule, clock.instant().plus(POSTPONED));
            }
        }
        return rules.size();
    }

    /** Starts and stops the timers of rules that were changed past the API. */
    private void settle() {
        long version = catalog.current().version();
        if (version == settledVersion) {
            return;
        }
        int settled;
        do {
            settled = transactions.engine(tx -> {
                var rules = timers.lockUnsettled(tx, BATCH);
                rules.forEach(rule -> ruleTimers.follow(tx, rule));
                return rules.size();
            });
        } while (settled == BATCH && !stopping);
        settledVersion = version;
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        if (subscription != null) {
            subscription.close();
        }
        wakeUp.raise();
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
