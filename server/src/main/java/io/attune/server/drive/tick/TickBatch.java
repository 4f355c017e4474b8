package io.attune.server.drive.tick;

import io.attune.engine.schedule.ReadSchedule;
import io.attune.engine.schedule.Schedule;
import io.attune.engine.schedule.TickPayload;
import io.attune.engine.schedule.TimerDecider;
import io.attune.engine.schedule.TimerDecider.Tick;
import io.attune.engine.schedule.TimerKind;
import io.attune.engine.schedule.TimerState;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.ingest.EventBatch;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.timer.Schedules;
import io.attune.store.Tx;
import io.attune.store.catalog.CatalogStore;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.timer.DueTimer;
import io.attune.store.timer.DueTimerStore;
import io.attune.store.timer.TimerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Fires timers that are due: their events with all that follows from them, and how the timers stand afterwards, in one transaction. A crash
 * before its commit leaves the ticks due, for whoever comes next; after it they are done.
 */
@Singleton
final class TickBatch {
    /** Others may change no rule while ticks are decided. What is not decided within this stays due. */
    private static final Duration LONGEST_HOLD = Duration.ofMillis(50);

    private final CatalogStore catalogStore;
    private final Catalog catalog;
    private final TimerStore timers;
    private final DueTimerStore due;
    private final EventBatch events;
    private final Schedules schedules;
    private final TickMeters meters;

    @Inject
    TickBatch(
            CatalogStore catalogStore,
            Catalog catalog,
            TimerStore timers,
            DueTimerStore due,
            EventBatch events,
            Schedules schedules,
            TickMeters meters) {
        this.catalogStore = catalogStore;
        this.catalog = catalog;
        this.timers = timers;
        this.due = due;
        this.events = events;
        this.schedules = schedules;
        this.meters = meters;
    }

    /**
     * Fires the timers that have been due for longest.
     *
     * @return how many it took
     */
    int fireLongestDue(Tx tx, int limit, Collection<RuleId> except) {
        return fire(tx, () -> due.claim(tx, except, limit));
    }

    /** Fires one timer, if it is due and nobody else fires it. */
    void fire(Tx tx, RuleId rule) {
        var _ = fire(tx, () -> due.claimOf(tx, List.of(rule)));
    }

    private int fire(Tx tx, Supplier<List<DueTimer>> claim) {
        // The time of the transaction, as the database tells it below, is this moment.
        long started = System.nanoTime();
        // The version comes first in the order of locks: a change of a rule holds it when it comes to the timer.
        var snapshot = catalog.at(tx, catalogStore.holdVersion(tx));
        var claimed = claim.get();
        if (claimed.isEmpty()) {
            return 0;
        }
        var now = timers.now(tx);
        List<NewEvent> arrivals = new ArrayList<>(claimed.size());
        Map<RuleId, TimerState> states = new HashMap<>();
        List<Duration> lateness = new ArrayList<>(claimed.size());
        long missed = 0;
        long began = System.nanoTime();
        for (DueTimer timer : claimed) {
            if (!states.isEmpty() && System.nanoTime() - began > LONGEST_HOLD.toNanos()) {
                break;
            }
            var state = timer.timer().state();
            var trigger =
                    snapshot.findTrigger(timer.timer().kind().triggerRef()).filter(CatalogTrigger::enabled);
            if (trigger.isEmpty() || snapshot.isFrozen(timer.owner())) {
                states.put(timer.rule(), TimerDecider.pass(schedule(timer), state, now));
                continue;
            }
            var tick = TimerDecider.decide(schedule(timer), timer.policy(), state, now);
            states.put(timer.rule(), tick.after());
            missed += tick.after().missed() - state.missed();
            if (tick instanceof Tick.Fire fire) {
                arrivals.add(event(timer, trigger.get(), fire, now));
                lateness.add(Duration.between(fire.planned(), now));
            }
        }
        if (!arrivals.isEmpty()) {
            var _ = events.write(tx, arrivals);
        }
        due.advance(tx, states);
        long missedNow = missed;
        tx.afterCommit(() -> {
            var untilStored = Duration.ofNanos(System.nanoTime() - started);
            lateness.forEach(late -> meters.stored(late.plus(untilStored)));
            meters.missed(missedNow);
        });
        return states.size();
    }

    private Schedule schedule(DueTimer timer) {
        return switch (schedules.read(timer.timer().kind(), timer.timer().parameters())) {
            case ReadSchedule.Valid(Schedule schedule) -> schedule;
            case ReadSchedule.Invalid invalid ->
                throw new IllegalStateException("rule " + timer.rule()
                        + " has a timer that is scheduled without a schedule: " + invalid.summary());
        };
    }

    private NewEvent event(DueTimer timer, CatalogTrigger trigger, Tick.Fire fire, Instant now) {
        var after = fire.after();
        return new NewEvent(
                trigger,
                NewEvent.WhenTriggerDiffers.STORE,
                null,
                TickPayload.of(schedule(timer), fire.planned(), now, after.fired(), after.nextFireAt()),
                new NewEvent.Source(timer.sensor(), TimerKind.SENSOR_REF),
                timer.rule(),
                timer.owner() instanceof Owner.Tenant(var tenant) ? tenant : null,
                null,
                0);
    }
}
