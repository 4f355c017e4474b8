package io.attune.store.timer;

import io.attune.engine.schedule.TimerKind;
import io.attune.engine.schedule.TimerState;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of {@code timer}, as rules change. The transaction has the rule's row locked, or has just written it. */
@Singleton
public final class TimerStore {
    /** The time of the transaction: timers live by the clock of the database, whichever node looks. */
    public Instant now(Tx tx) {
        return HotSql.query(
                        tx,
                        "select now()",
                        (_, _) -> {},
                        row -> row.getObject(1, OffsetDateTime.class).toInstant())
                .getFirst();
    }

    public Optional<StoredTimer> find(Tx tx, RuleId rule) {
        return Optional.ofNullable(findAll(tx, List.of(rule)).get(rule));
    }

    public Map<RuleId, StoredTimer> findAll(Tx tx, Collection<RuleId> rules) {
        Map<RuleId, StoredTimer> found = new HashMap<>();
        HotSql.query(
                        tx,
                        "select timer.rule_id, " + TimerRows.COLUMNS + " from timer where timer.rule_id = any (?)",
                        (connection, select) -> select.setArray(1, HotSql.bigints(connection, rules, RuleId::value)),
                        row -> Map.entry(new RuleId(row.getLong(1)), TimerRows.read(row, 2)))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** Starts the timer of a rule, or puts another one in its place. */
    public void put(Tx tx, RuleId rule, Owner owner, StoredTimer timer) {
        HotSql.update(tx, """
                insert into timer (rule_id, tenant_id, trigger_ref, parameters, status, started_at, next_fire_at, last_fired_at, fired,
                    missed, problem)
                values (?, ?, ?, ?::jsonb, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?, ?, ?)
                on conflict (rule_id) do update
                set tenant_id = excluded.tenant_id,
                    trigger_ref = excluded.trigger_ref,
                    parameters = excluded.parameters,
                    status = excluded.status,
                    started_at = excluded.started_at,
                    next_fire_at = excluded.next_fire_at,
                    last_fired_at = excluded.last_fired_at,
                    fired = excluded.fired,
                    missed = excluded.missed,
                    problem = excluded.problem
                """, (_, insert) -> {
            TimerState state = timer.state();
            insert.setLong(1, rule.value());
            insert.setObject(2, owner.tenantId(), Types.BIGINT);
            insert.setString(3, timer.kind().triggerRef());
            insert.setString(4, timer.parameters().toString());
            insert.setString(5, state.status().wire());
            insert.setString(6, TimerRows.text(state.started()));
            insert.setString(7, TimerRows.text(state.nextFireAt()));
            insert.setString(8, TimerRows.text(state.lastFiredAt()));
            insert.setLong(9, state.fired());
            insert.setLong(10, state.missed());
            insert.setString(11, state.problem());
        });
    }

    public void delete(Tx tx, RuleId rule) {
        HotSql.update(tx, "delete from timer where rule_id = ?", (_, delete) -> delete.setLong(1, rule.value()));
    }

    /**
     * Rules whose timers are not as the rules say, locked: those of packs that were just installed, and whatever was changed past the API.
     * Rules that another transaction is changing are left to it.
     */
    public List<TimedRule> lockUnsettled(Tx tx, int limit) {
        return HotSql.query(
                tx,
                """
                select rule.id, rule.tenant_id, case when rule.trigger_id is not null then rule.trigger_ref end, rule.trigger_params,
                    rule.enabled
                from rule
                left join timer on timer.rule_id = rule.id
                where case
                    when rule.trigger_id is null or rule.trigger_ref <> all (?) then timer.rule_id is not null
                    else timer.rule_id is null
                        or timer.trigger_ref <> rule.trigger_ref
                        or timer.parameters <> rule.trigger_params
                        or rule.enabled = (timer.status = 'disabled' and timer.problem is null)
                end
                order by rule.id
                limit ?
                for update of rule skip locked
                """,
                (connection, select) -> {
                    select.setArray(1, HotSql.texts(connection, TimerKind.triggerRefs(), ref -> ref));
                    select.setInt(2, limit);
                },
                row -> new TimedRule(
                        new RuleId(row.getLong(1)),
                        Owner.ofTenantId(row.getObject(2, Long.class)),
                        row.getString(3),
                        JsonNodeBinding.tree(row.getString(4)),
                        row.getBoolean(5)));
    }
}
