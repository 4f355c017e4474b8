package io.attune.server.timer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.server.boot.ApiClient;
import io.attune.server.boot.ApiClient.Answer;
import io.attune.server.boot.Platform;
import io.attune.server.boot.Role;
import io.attune.server.boot.TestPlatform;
import io.attune.store.Transactions;
import io.attune.store.change.ChangeFeed;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Timers of rules over HTTP: what rules show of them, what is refused, and ticks that are due (runtime.md §3, FIX-8, FIX-10). */
@QuarkusTest
@TestProfile(TestPlatform.Profile.class)
class TimerApiTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    Platform platform;

    @Inject
    Transactions transactions;

    @Inject
    ChangeFeed feed;

    @TestHTTPResource("/")
    URI base;

    private String pack = "";
    private ApiClient admin;

    @BeforeEach
    void makePack() {
        if (!platform.isReady()) {
            platform.start(EnumSet.of(Role.API, Role.ENGINE));
        }
        pack = "timer" + NUMBER.incrementAndGet();
        admin = ApiClient.operator(base);
        post("/api/v1/packs", "{'ref': '$p', 'label': 'Pack', 'version': '1.0.0'}")
                .expect(201);
    }

    @Test
    void aRuleShowsItsTimerAndTheNextFiveTimes() {
        var timer = rule("hourly", "core.crontimer", "{'expression': '0 30 * * * *', 'timezone': 'Asia/Kolkata'}")
                .path("timer_state");

        assertThat(timer.path("status").asText()).isEqualTo("scheduled");
        List<Instant> times = new ArrayList<>();
        timer.path("next_fire_times").forEach(time -> times.add(Instant.parse(time.asText())));
        assertThat(times).hasSize(5).isSorted();
        // Half past the hour in Kolkata is the full hour of UTC.
        assertThat(times)
                .allSatisfy(time -> assertThat(time.getEpochSecond() % 3_600).isZero());
        assertThat(timer.path("next_fire_at").asText())
                .isEqualTo(times.getFirst().toString());
    }

    @Test
    void aPastDateIsAcceptedAndSaidToBePast() {
        var timer = rule("past", "core.datetimetimer", "{'fire_at': '2001-01-01T00:00:00Z'}")
                .path("timer_state");

        assertThat(timer.path("status").asText()).isEqualTo("past");
        assertThat(timer.path("message").asText()).contains("past");
        assertThat(timer.path("next_fire_at").isNull()).isTrue();
    }

    @Test
    void aRuleOfAnotherTriggerHasNoTimer() {
        post("/api/v1/triggers", "{'ref': '$p.hit', 'pack_ref': '$p', 'label': 'Hit'}");

        assertThat(rule("plain", pack + ".hit", "{}").has("timer_state")).isFalse();
    }

    @Test
    void whatMakesNoScheduleIsRefusedWithTheField() {
        for (var wrong : List.of(
                List.of("core.crontimer", "{'expression': '61 * * * * *'}", "trigger_params.expression"),
                List.of(
                        "core.crontimer",
                        "{'expression': '0 0 * * * *', 'timezone': 'Mars'}",
                        "trigger_params.timezone"),
                List.of("core.datetimetimer", "{'fire_at': 'soon'}", "trigger_params.fire_at"),
                List.of("core.intervaltimer", "{'interval': 0}", "trigger_params.interval"),
                List.of(
                        "core.rruletimer",
                        "{'dtstart': '2030-01-01T00:00:00Z', 'rule': 'FREQ=X'}",
                        "trigger_params.rule"))) {
            var answer = create("wrong", wrong.get(0), wrong.get(1));

            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.toString()).contains(wrong.get(2));
        }
    }

    @Test
    void aTickThatIsDueBecomesOneEventForItsRuleAlone() {
        var rule = rule("once", "core.datetimetimer", "{'fire_at': '2090-01-01T00:00:00Z'}");
        rule("neighbour", "core.datetimetimer", "{'fire_at': '2090-01-01T00:00:00Z'}");

        due("once", "1 millisecond");

        until(
                "the timer is finished",
                () -> timer("once").path("status").asText().equals("finished"));
        var event = transactions.engine(tx -> tx.sql()
                .fetch(
                        "select rule_id, source_ref, source_id is not null, payload ->> 'type', payload ->> 'delay_ms' from event where rule_ref like ?",
                        pack + ".%"));
        assertThat(event).hasSize(1);
        assertThat(event.getFirst().get(0)).isEqualTo(rule.path("id").asLong());
        assertThat(event.getFirst().get(1)).isEqualTo("core.timer_sensor");
        assertThat(event.getFirst().get(2)).isEqualTo(true);
        assertThat(event.getFirst().get(3)).isEqualTo("one_shot");
        assertThat(count("enforcement", "once")).isEqualTo(1);
        assertThat(timer("once").path("execution_count").asInt()).isEqualTo(1);
        assertThat(get("/api/v1/rules/$p.once").data().path("enabled").asBoolean())
                .isTrue();
    }

    @Test
    void aOneShotTimerThatFellIntoAPauseFiresLate() {
        rule("late", "core.datetimetimer", "{'fire_at': '2090-01-01T00:00:00Z'}");

        due("late", "1 hour");

        until(
                "the timer is finished",
                () -> timer("late").path("status").asText().equals("finished"));
        assertThat(count("event", "late")).isEqualTo(1);
    }

    @Test
    void missedTicksOfARepeatingTimerAreCountedAndNotFired() {
        rule("skipping", "core.intervaltimer", "{'unit': 'hours', 'interval': 1}");

        move("skipping", "210 minutes");

        until("ticks are missed", () -> timer("skipping").path("missed").asInt() == 3);
        assertThat(count("event", "skipping")).isZero();
        assertThat(timer("skipping").path("status").asText()).isEqualTo("scheduled");
        assertThat(Instant.parse(timer("skipping").path("next_fire_at").asText()))
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(31)));
    }

    @Test
    void oneEventStandsForMissedTicksIfTheRuleSaysSo() {
        var answer = post(
                "/api/v1/rules",
                "{'ref': '$p.once_for_all', 'pack_ref': '$p', 'label': 'R', 'action_ref': 'core.echo', 'trigger_ref': 'core.intervaltimer',"
                        + " 'trigger_params': {'unit': 'hours', 'interval': 1}, 'misfire_policy': 'fire_once'}");
        assertThat(answer.status()).isEqualTo(201);

        move("once_for_all", "210 minutes");

        until(
                "the timer has fired",
                () -> timer("once_for_all").path("execution_count").asInt() == 1);
        assertThat(timer("once_for_all").path("missed").asInt()).isEqualTo(2);
        assertThat(count("event", "once_for_all")).isEqualTo(1);
    }

    @Test
    void aDisabledRuleStandsStillAndStartsAfresh() {
        rule("pausing", "core.intervaltimer", "{'unit': 'hours', 'interval': 1}");
        move("pausing", "30 minutes");

        post("/api/v1/rules/$p.pausing/disable", "");
        assertThat(timer("pausing").path("status").asText()).isEqualTo("disabled");
        assertThat(timer("pausing").path("next_fire_at").isNull()).isTrue();

        post("/api/v1/rules/$p.pausing/enable", "");
        assertThat(Instant.parse(timer("pausing").path("next_fire_at").asText()))
                .isAfter(Instant.now().plus(Duration.ofMinutes(59)));
    }

    @Test
    void onlyAChangeOfItsTimesStartsATimerAnew() {
        rule("renamed", "core.intervaltimer", "{'unit': 'hours', 'interval': 1}");
        move("renamed", "30 minutes");
        var before = timer("renamed").path("next_fire_at").asText();

        put("/api/v1/rules/$p.renamed", "{'label': 'Another', 'misfire_policy': 'fire_once'}");
        assertThat(timer("renamed").path("next_fire_at").asText()).isEqualTo(before);

        put("/api/v1/rules/$p.renamed", "{'trigger_params': {'unit': 'hours', 'interval': 2}}");
        assertThat(Instant.parse(timer("renamed").path("next_fire_at").asText()))
                .isAfter(Instant.now().plus(Duration.ofMinutes(119)));
    }

    @Test
    void rulesThatWereChangedPastTheApiGetTheirTimers() {
        transactions.engineTask(tx -> tx.sql().execute("""
                        insert into rule (tenant_id, pack_id, pack_ref, ref, label, action_ref, trigger_id, trigger_ref, trigger_params)
                        select pack.tenant_id, pack.id, pack.ref, pack.ref || '.packed', 'R', 'core.echo', trigger.id, trigger.ref,
                            '{"unit": "hours", "interval": 1}'
                        from pack, trigger where pack.ref = ? and trigger.ref = 'core.intervaltimer'""", pack));

        until(
                "the rule has its timer",
                () -> timer("packed").path("status").asText().equals("scheduled"));
    }

    @Test
    void schedulesAreListedByTheTimeOfTheNextTick() {
        rule("second", "core.intervaltimer", "{'unit': 'hours', 'interval': 2}");
        rule("first", "core.intervaltimer", "{'unit': 'hours', 'interval': 1}");
        rule("past", "core.datetimetimer", "{'fire_at': '2001-01-01T00:00:00Z'}");

        assertThat(refs("/api/v1/schedules?pack=$p"))
                .containsExactly(pack + ".first", pack + ".second", pack + ".past");
        assertThat(refs("/api/v1/schedules?pack=$p&status=past")).containsExactly(pack + ".past");
        assertThat(get("/api/v1/schedules?status=sometimes").status()).isEqualTo(400);
    }

    @Test
    void aRuleIsFiredByHandWithWhatATickWouldSay() {
        rule("byhand", "core.intervaltimer", "{'unit': 'hours', 'interval': 1}");
        var before = timer("byhand").path("next_fire_at").asText();

        var fired = post("/api/v1/rules/$p.byhand/fire", "");

        assertThat(fired.status()).as(fired.toString()).isEqualTo(201);
        assertThat(count("event", "byhand")).isEqualTo(1);
        assertThat(count("enforcement", "byhand")).isEqualTo(1);
        var event =
                get("/api/v1/events/" + fired.data().path("event_id").asLong()).data();
        assertThat(event.path("source_ref").asText()).isEqualTo("manual");
        assertThat(event.path("payload").path("type").asText()).isEqualTo("interval");
        assertThat(timer("byhand").path("next_fire_at").asText()).isEqualTo(before);
        assertThat(transactions.<List<String>>engine(tx -> tx.sql()
                        .fetch(
                                "select details ->> 'change' from audit_event where resource_ref = ? and event_type like 'definition.rule.%' order by id",
                                pack + ".byhand")
                        .getValues(0, String.class)))
                .containsExactly("created", "fired");
    }

    @Test
    void aDisabledRuleIsNotFiredByHand() {
        rule("off", "core.intervaltimer", "{'unit': 'hours', 'interval': 1}");
        post("/api/v1/rules/$p.off/disable", "");

        assertThat(post("/api/v1/rules/$p.off/fire", "{'payload': {'a': 1}}").status())
                .isEqualTo(409);
        assertThat(post("/api/v1/rules/$p.nothing/fire", "").status()).isEqualTo(404);
        assertThat(count("event", "off")).isZero();
    }

    @Test
    void aDeletedRuleLeavesNoTimer() {
        var id = rule("gone", "core.intervaltimer", "{'unit': 'hours', 'interval': 1}")
                .path("id")
                .asLong();

        admin.delete("/api/v1/rules/" + pack + ".gone").expect(200);

        assertThat(transactions.<Integer>engine(tx -> tx.sql()
                        .fetchSingle("select count(*) from timer where rule_id = ?", id)
                        .get(0, Integer.class)))
                .isZero();
    }

    /** As if the date of a one-shot timer had come a while ago. */
    private void due(String name, String since) {
        long rule = id(name);
        transactions.engineTask(tx -> {
            var _ = tx.sql().execute("""
                            update rule
                            set trigger_params = jsonb_build_object('fire_at', to_char((now() - ?::interval) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                            where id = ?""", since, rule);
            var _ = tx.sql().execute("""
                            update timer
                            set started_at = least(started_at, now() - ?::interval), next_fire_at = now() - ?::interval,
                                parameters = rule.trigger_params
                            from rule
                            where rule.id = timer.rule_id and rule.id = ?""", since, since, rule);
        });
    }

    /** As if the timer had been started so long before. */
    private void move(String name, String by) {
        long rule = id(name);
        transactions.engineTask(tx -> tx.sql()
                .execute(
                        "update timer set started_at = started_at - ?::interval, next_fire_at = next_fire_at - ?::interval where rule_id = ?",
                        by,
                        by,
                        rule));
    }

    private long id(String name) {
        return get("/api/v1/rules/$p." + name).data().path("id").asLong();
    }

    private JsonNode timer(String name) {
        return get("/api/v1/rules/$p." + name).data().path("timer_state");
    }

    private int count(String table, String name) {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle("select count(*) from " + table + " where rule_ref = ?", pack + "." + name)
                .get(0, Integer.class));
    }

    /** Waits for changes of the database, which the feed tells of, and looks again. */
    private void until(String what, BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            var changed = new CountDownLatch(1);
            try (var _ = feed.subscribe(_ -> changed.countDown())) {
                var _ = changed.await(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private JsonNode rule(String name, String trigger, String parameters) {
        return create(name, trigger, parameters).expect(201).data();
    }

    private Answer create(String name, String trigger, String parameters) {
        return post(
                "/api/v1/rules",
                "{'ref': '$p." + name + "', 'pack_ref': '$p', 'label': 'R', 'action_ref': 'core.echo', 'trigger_ref': '"
                        + trigger + "', 'trigger_params': " + parameters + "}");
    }

    private List<String> refs(String path) {
        return get(path).json().path("items").findValuesAsText("rule_ref");
    }

    private Answer get(String path) {
        return admin.get(path.replace("$p", pack));
    }

    private Answer post(String path, String body) {
        return admin.post(path.replace("$p", pack), body.replace("$p", pack));
    }

    private void put(String path, String body) {
        admin.put(path.replace("$p", pack), body.replace("$p", pack)).expect(200);
    }
}
