package io.attune.store.timer;

import static io.attune.store.component.CatalogFixture.aRule;
import static io.attune.store.component.CatalogFixture.team;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.schedule.ScheduleReading;
import io.attune.engine.schedule.TimerDecider;
import io.attune.engine.schedule.TimerKind;
import io.attune.engine.schedule.TimerState;
import io.attune.engine.schedule.TimerStatus;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import io.attune.store.TestDatabase;
import io.attune.store.component.CatalogFixture.Team;
import io.attune.store.rule.RuleStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimerStoreTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private TestDatabase database;
    private Team team;

    private final TimerStore timers = new TimerStore();
    private final DueTimerStore due = new DueTimerStore();
    private final RuleStore rules = new RuleStore();

    @BeforeEach
    void openDatabase() {
        database = TestDatabase.open();
        team = team(database, "timers");
        database.transactions()
                .engineTask(tx ->
                        tx.sql().execute("insert into trigger (ref, label) values ('core.intervaltimer', 'Interval')"));
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    private static ObjectNode everySeconds(int seconds) {
        return JsonNodeFactory.instance.objectNode().put("unit", "seconds").put("interval", seconds);
    }

    private RuleId rule(String name) {
        return database.transactions().tenant(team.scope(), tx -> {
            var id = rules.insert(tx, team.component(name), aRule("core.intervaltimer", "core.echo"))
                    .orElseThrow();
            tx.sql()
                    .execute(
                            "update rule set trigger_params = ?::jsonb, trigger_id = (select id from trigger where ref = trigger_ref) where id = ?",
                            everySeconds(10).toString(),
                            id.value());
            return id;
        });
    }

    private RuleId started(String name, Instant at) {
        var rule = rule(name);
        database.transactions().tenantTask(team.scope(), tx -> timers.put(tx, rule, owner(), timer(at)));
        return rule;
    }

    private Owner owner() {
        return new Owner.Tenant(team.scope().tenant());
    }

    private static StoredTimer timer(Instant startedAt) {
        return new StoredTimer(
                TimerKind.INTERVAL,
                everySeconds(10),
                TimerDecider.start(ScheduleReading.read(TimerKind.INTERVAL, everySeconds(10)), startedAt));
    }

    @Test
    void aTimerReadsBackAsItWasWritten() {
        var rule = started("kept", LONG_AGO);

        Optional<StoredTimer> read = database.transactions().tenant(team.scope(), tx -> timers.find(tx, rule));
        assertThat(read).contains(timer(LONG_AGO));
    }

    @Test
    void whatIsDueIsClaimedOnceByWhoeverComesFirst() throws Exception {
        for (int i = 0; i < 50; i++) {
            started("rule" + i, LONG_AGO.plusSeconds(i));
        }
        var bothHold = new CountDownLatch(2);
        List<List<DueTimer>> claims = new ArrayList<>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var takers = List.of(pool.submit(() -> take(bothHold)), pool.submit(() -> take(bothHold)));
            for (var taker : takers) {
                claims.add(taker.get());
            }
        }

        assertThat(claims.stream().flatMap(List::stream).map(DueTimer::rule).toList())
                .hasSize(50)
                .doesNotHaveDuplicates();
    }

    /** Keeps what it claims until the other has claimed, too. */
    private List<DueTimer> take(CountDownLatch bothHold) {
        return database.transactions().engine(tx -> {
            var claimed = due.claim(tx, List.of(), 25);
            bothHold.countDown();
            await(bothHold);
            return claimed;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAdvancedTimerIsDueNoMore() {
        var rule = started("advanced", LONG_AGO);
        var after = new TimerState(TimerStatus.FINISHED, LONG_AGO, null, LONG_AGO.plusSeconds(10), 1, 2, null);

        database.transactions().engineTask(tx -> {
            assertThat(due.claim(tx, List.of(), 10)).singleElement().satisfies(timer -> {
                assertThat(timer.rule()).isEqualTo(rule);
                assertThat(timer.owner()).isEqualTo(owner());
            });
            due.advance(tx, Map.of(rule, after));
        });

        database.transactions().engineTask(tx -> {
            assertThat(due.claim(tx, List.of(), 10)).isEmpty();
            assertThat(due.untilNext(tx, List.of())).isEmpty();
            assertThat(timers.find(tx, rule)).map(StoredTimer::state).contains(after);
        });
    }

    @Test
    void timersThatAreInTheWayCanBeLeftAlone() {
        var troubled = started("troubled", LONG_AGO);
        var fine = started("fine", LONG_AGO.plusSeconds(1));

        database.transactions().engineTask(tx -> {
            assertThat(due.claim(tx, List.of(troubled), 10))
                    .extracting(DueTimer::rule)
                    .containsExactly(fine);
            assertThat(due.claimOf(tx, List.of(troubled)))
                    .extracting(DueTimer::rule)
                    .containsExactly(troubled);
            assertThat(due.untilNext(tx, List.of(troubled)))
                    .hasValueSatisfying(left -> assertThat(left).isNegative());
        });
    }

    @Test
    void aRuleTakesItsTimerAlong() {
        var rule = started("gone", LONG_AGO);

        database.transactions().tenantTask(team.scope(), tx -> rules.delete(tx, team.scope(), rule));

        Optional<StoredTimer> left = database.transactions().engine(tx -> timers.find(tx, rule));
        assertThat(left).isEmpty();
    }

    @Test
    void rulesWhoseTimersDifferAreFound() {
        var fine = started("fine", LONG_AGO);
        var without = rule("without");
        var disabled = started("disabled", LONG_AGO);
        var changed = started("changed", LONG_AGO);
        var moved = started("moved", LONG_AGO);
        database.transactions().engineTask(tx -> {
            tx.sql().execute("update rule set enabled = false where id = ?", disabled.value());
            tx.sql().execute("update rule set trigger_params = '{}' where id = ?", changed.value());
            tx.sql().execute("update rule set trigger_ref = 'core.webhook' where id = ?", moved.value());
        });

        List<TimedRule> unsettled = database.transactions().engine(tx -> timers.lockUnsettled(tx, 10));
        assertThat(unsettled)
                .extracting(TimedRule::id)
                .containsExactly(without, disabled, changed, moved)
                .doesNotContain(fine);
    }

    /** The look at what is due is on the road of every tick. */
    @Test
    void whatIsDueIsFoundByIndex() {
        database.transactions().engineTask(tx -> {
            tx.sql().execute("""
                            insert into rule (tenant_id, pack_id, pack_ref, ref, label, action_ref, trigger_ref)
                            select ?, ?, 'timers', 'timers.r' || n, 'R', 'core.echo', 'core.intervaltimer' from generate_series(1, 20000) as n
                            """, team.scope().tenant().value(), team.pack().value());
            tx.sql().execute("""
                            insert into timer (rule_id, tenant_id, trigger_ref, parameters, status, started_at, next_fire_at)
                            select id, tenant_id, trigger_ref, '{}', 'scheduled', now(), now() + make_interval(hours => 1, secs => id)
                            from rule
                            """);
            tx.sql().execute("analyze timer");
            tx.sql().execute("analyze rule");
        });

        var plan = database.transactions()
                .engine(tx -> String.join("\n", tx.sql().fetch("""
                                        explain select timer.rule_id from timer join rule on rule.id = timer.rule_id
                                        where timer.next_fire_at <= now() and timer.rule_id <> all ('{}'::bigint[])
                                        order by timer.next_fire_at, timer.rule_id limit 256 for update of timer skip locked""").getValues(0, String.class)));

        assertThat(plan).contains("timer_due").doesNotContain("Seq Scan on timer");
    }
}
