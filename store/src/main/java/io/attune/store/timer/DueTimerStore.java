package io.attune.store.timer;

import io.attune.engine.schedule.TimerKind;
import io.attune.engine.schedule.TimerState;
import io.attune.model.WireEnum;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Timers with ticks that are due: any number of nodes take them, each tick has one taker. */
@Singleton
public final class DueTimerStore {
    /**
     * Takes timers that are due, the longest due first. They stay locked until the transaction ends: who stores the events of their ticks in
     * it and {@link #advance advances} them makes each tick happen once.
     *
     * @param except timers to leave alone for now
     */
    public List<DueTimer> claim(Tx tx, Collection<RuleId> except, int limit) {
        return claim(tx, "timer.rule_id <> all (?)", except, limit);
    }

    /** As {@link #claim}, of these only. */
    public List<DueTimer> claimOf(Tx tx, Collection<RuleId> rules) {
        return claim(tx, "timer.rule_id = any (?)", rules, rules.size());
    }

    // skip locked: a timer that another node is firing is not worth waiting for.
    private static List<DueTimer> claim(Tx tx, String which, Collection<RuleId> rules, int limit) {
        return HotSql.query(
                tx,
                """
                select timer.rule_id, timer.tenant_id, rule.misfire_policy, (select id from sensor where ref = ?),
                """ + TimerRows.COLUMNS + """

                from timer
                join rule on rule.id = timer.rule_id
                where timer.next_fire_at <= now()
                  and\s""" + which + """

                order by timer.next_fire_at, timer.rule_id
                limit ?
                for update of timer skip locked
                """,
                (connection, select) -> {
                    select.setString(1, TimerKind.SENSOR_REF);
                    select.setArray(2, HotSql.bigints(connection, rules, RuleId::value));
                    select.setInt(3, limit);
                },
                row -> {
                    var policy = row.getString(3);
                    var sensor = row.getObject(4, Long.class);
                    return new DueTimer(
                            new RuleId(row.getLong(1)),
                            Owner.ofTenantId(row.getObject(2, Long.class)),
                            policy == null
                                    ? null
                                    : WireEnum.find(MisfirePolicy.class, policy).orElse(null),
                            sensor == null ? null : new SensorId(sensor),
                            TimerRows.read(row, 5));
                });
    }

    /** Writes how timers that were {@link #claim claimed} stand after their ticks. */
    public void advance(Tx tx, Map<RuleId, TimerState> states) {
        var entries = states.entrySet();
        HotSql.update(tx, """
                update timer
                set status = after.status,
                    next_fire_at = after.next_fire_at::timestamptz,
                    last_fired_at = after.last_fired_at::timestamptz,
                    fired = after.fired,
                    missed = after.missed
                from unnest(?, ?, ?, ?, ?, ?) as after (rule_id, status, next_fire_at, last_fired_at, fired, missed)
                where timer.rule_id = after.rule_id
                """, (connection, update) -> {
            update.setArray(
                    1,
                    HotSql.bigints(connection, entries, entry -> entry.getKey().value()));
            update.setArray(
                    2,
                    HotSql.texts(
                            connection,
                            entries,
                            entry -> entry.getValue().status().wire()));
            update.setArray(
                    3,
                    HotSql.texts(
                            connection,
                            entries,
                            entry -> TimerRows.text(entry.getValue().nextFireAt())));
            update.setArray(
                    4,
                    HotSql.texts(
                            connection,
                            entries,
                            entry -> TimerRows.text(entry.getValue().lastFiredAt())));
            update.setArray(
                    5,
                    HotSql.bigints(
                            connection, entries, entry -> entry.getValue().fired()));
            update.setArray(
                    6,
                    HotSql.bigints(
                            connection, entries, entry -> entry.getValue().missed()));
        });
    }

    /** How long until the next tick is due; negative when one is, empty when no timer will fire. */
    public Optional<Duration> untilNext(Tx tx, Collection<RuleId> except) {
        return HotSql.query(
                        tx,
                        """
                        select (extract(epoch from next_fire_at - clock_timestamp()) * 1000000)::bigint
                        from timer
                        where next_fire_at is not null
                          and rule_id <> all (?)
                        order by next_fire_at
                        limit 1
                        """,
                        (connection, select) -> select.setArray(1, HotSql.bigints(connection, except, RuleId::value)),
                        row -> Duration.ofNanos(Math.multiplyExact(row.getLong(1), 1_000)))
                .stream()
                .findFirst();
    }
}
