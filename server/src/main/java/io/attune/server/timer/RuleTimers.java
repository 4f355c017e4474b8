package io.attune.server.timer;

import io.attune.engine.schedule.TimerDecider;
import io.attune.engine.schedule.TimerKind;
import io.attune.engine.schedule.TimerState;
import io.attune.engine.schedule.TimerStatus;
import io.attune.model.catalog.Rule;
import io.attune.model.id.RuleId;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.timer.StoredTimer;
import io.attune.store.timer.TimedRule;
import io.attune.store.timer.TimerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts, stops and shows the timers of rules. Works in the transaction that changes the rule: both happen or none. */
@Singleton
public final class RuleTimers {
    /** The kind of {@link Change.Rows} that says that timers were started or stopped. */
    public static final String CHANGED = "timer_changed";

    private final TimerStore timers;
    private final Schedules schedules;

    @Inject
    public RuleTimers(TimerStore timers, Schedules schedules) {
        this.timers = timers;
        this.schedules = schedules;
    }

    /** Makes the timer follow the rule, which was just written. A change of anything else of the rule leaves its timer alone. */
    public void follow(Tx tx, Rule rule) {
        follow(tx, TimedRule.of(rule));
    }

    public void follow(Tx tx, TimedRule rule) {
        var stored = timers.find(tx, rule.id());
        var kind = Optional.ofNullable(rule.triggerRef()).flatMap(TimerKind::ofTrigger);
        if (kind.isEmpty()) {
            stored.ifPresent(_ -> timers.delete(tx, rule.id()));
            return;
        }
        var before = stored.filter(timer ->
                        timer.kind() == kind.get() && timer.parameters().equals(rule.parameters()))
                .map(StoredTimer::state);
        var after = after(tx, kind.get(), rule, before);
        if (!before.equals(Optional.of(after))) {
            timers.put(tx, rule.id(), rule.owner(), new StoredTimer(kind.get(), rule.parameters(), after));
            Changes.announce(tx, new Change.Rows(CHANGED, List.of(rule.id().value())));
        }
    }

    /** @param before empty when the timer is to be started anew */
    private TimerState after(Tx tx, TimerKind kind, TimedRule rule, Optional<TimerState> before) {
        if (!rule.enabled()) {
            return before.map(TimerState::disabled).orElseGet(() -> TimerDecider.standingStill(timers.now(tx)));
        }
        return before.filter(state -> state.status() != TimerStatus.DISABLED || state.problem() != null)
                .orElseGet(() -> TimerDecider.start(schedules.read(kind, rule.parameters()), timers.now(tx)));
    }

    /** How it stands with the timer of a rule; empty when it has none. */
    public Optional<TimerView> view(Tx tx, RuleId rule) {
        return Optional.ofNullable(views(tx, List.of(rule)).get(rule));
    }

    /** As {@link #view}, for many rules. */
    public Map<RuleId, TimerView> views(Tx tx, Collection<RuleId> rules) {
        Map<RuleId, TimerView> views = new HashMap<>();
        timers.findAll(tx, rules)
                .forEach((rule, timer) ->
                        views.put(rule, TimerView.of(timer, schedules.read(timer.kind(), timer.parameters()))));
        return views;
    }
}
