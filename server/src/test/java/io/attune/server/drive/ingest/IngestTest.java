package io.attune.server.drive.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.id.TenantId;
import io.attune.store.catalog.CatalogTrigger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** design.md §4 steps 2 and 3, FIX-2, FIX-3, FIX-7, FIX-12, scenarios T3.4 and T3.13. */
class IngestTest {
    private static IngestFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new IngestFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void oneEventFiresEachMatchingRuleOnce() {
        var trigger = fixture.trigger("p.several");
        fixture.rule("p.several_a", "p.several", "{\"expression\": \"trigger.payload.level == 'info'\"}");
        fixture.rule("p.several_b", "p.several", "{}");
        fixture.rule("p.several_c", "p.several", "{\"expression\": \"trigger.payload.level == 'error'\"}");

        var event = fixture.submit(trigger, "{\"level\": \"info\", \"message\": \"hello\"}")
                .id();

        assertThat(rulesFiredBy(event)).containsExactlyInAnyOrder("p.several_a", "p.several_b");
        assertThat(fixture.count("""
                        execution join enforcement on enforcement.id = execution.enforcement_id
                        where event_id = ? and execution.status = 'requested' and enforcement.status = 'processed'
                        and execution.config = '{"message": "hello", "count": 3}'
                        """, event.value())).isEqualTo(2);
        assertThat(fixture.count("""
                        run_queue join execution on execution.id = run_queue.execution_id
                        join enforcement on enforcement.id = execution.enforcement_id where event_id = ?
                        """, event.value())).as("waiting for a worker").isEqualTo(2);
    }

    /** Sixty rules that each copy nine megabytes once needed more memory than there was. */
    @Test
    void whatManyRulesMakeOfALargeEventIsWrittenInParts() {
        var trigger = fixture.trigger("p.large");
        for (int i = 0; i < 20; i++) {
            fixture.rule("p.large_" + i, "p.large", "{}");
        }

        fixture.submit(trigger, "{\"message\": \"" + "x".repeat(1 << 20) + "\"}");
        fixture.submit(trigger, "{\"message\": \"small\"}");

        assertThat(fixture.count("execution where trigger_ref = 'p.large'")).isEqualTo(40);
        // Rows of one statement have the same cmin.
        var parts =
                "(select count(*) as rules from enforcement where trigger_ref = 'p.large' and %s group by xmin::text, cmin::text) as part";
        assertThat(fixture.count(parts.formatted("length(payload ->> 'message') > 10") + " where rules <= 3"))
                .isEqualTo(7);
        assertThat(fixture.count(parts.formatted("payload ->> 'message' = 'small'")))
                .as("an ordinary event")
                .isEqualTo(1);
    }

    @Test
    void concurrentArrivalsAreStoredExactlyOnce() throws Exception {
        var trigger = fixture.trigger("p.load");
        fixture.rule("p.load_all", "p.load", "{}");
        fixture.rule("p.load_even", "p.load", "{\"expression\": \"trigger.payload.n % 2 == 0\"}");

        Set<EventId> ids = new HashSet<>();
        for (IngestedEvent ingested : all(400, number -> fixture.submit(trigger, "{\"n\": " + number + "}"))) {
            ids.add(ingested.id());
        }

        assertThat(ids).hasSize(400);
        assertThat(fixture.count("event where trigger_ref = 'p.load'")).isEqualTo(400);
        assertThat(fixture.count("enforcement where rule_ref = 'p.load_all'")).isEqualTo(400);
        assertThat(fixture.count("enforcement where rule_ref = 'p.load_even'")).isEqualTo(200);
        assertThat(fixture.count("execution where trigger_ref = 'p.load'")).isEqualTo(600);
        assertThat(fixture.count("(select distinct enforcement_id from execution where trigger_ref = 'p.load')"))
                .isEqualTo(600);
    }

    @Test
    void aRuleChangedAMomentAgoIsNeverMissed() throws Exception {
        var trigger = fixture.trigger("p.race");
        try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
            // Others keep both drivers busy with what they know of the catalog.
            Future<?> noise = background.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    fixture.submit(trigger, "{\"noise\": true}");
                }
            });
            for (int i = 0; i < 40; i++) {
                var rule = fixture.rule(
                        "p.race_" + i, "p.race", "{\"expression\": \"trigger.payload.round == " + i + "\"}");
                var on = fixture.submit(trigger, "{\"round\": " + i + "}").id();
                assertThat(rulesFiredBy(on)).as("just created").containsExactly("p.race_" + i);

                fixture.execute("update rule set enabled = false where id = ?", rule.value());
                var off = fixture.submit(trigger, "{\"round\": " + i + "}").id();
                assertThat(rulesFiredBy(off)).as("just disabled").isEmpty();

                fixture.execute("delete from rule where id = ?", rule.value());
            }
            noise.get();
        }
    }

    @Test
    void anEventThatCannotBeStoredHarmsNoOther() throws Exception {
        var trigger = fixture.trigger("p.poison");
        fixture.rule("p.poison_all", "p.poison", "{}");
        var poison = IngestFixture.event(
                trigger, JsonNodeFactory.instance.objectNode().put("text", "\0"), null, null);

        List<Boolean> stored = all(60, number -> {
            if (number % 10 == 0) {
                assertThatThrownBy(() -> fixture.ingest.submit(poison))
                        .isInstanceOfSatisfying(
                                IngestRefused.class,
                                refused -> assertThat(refused.reason()).isEqualTo(IngestRefused.Reason.NOT_STORABLE));
                return false;
            }
            return fixture.submit(trigger, "{\"n\": " + number + "}") instanceof IngestedEvent.Stored;
        });

        assertThat(stored).filteredOn(it -> it).hasSize(54);
        assertThat(fixture.count("event where trigger_ref = 'p.poison'")).isEqualTo(54);
        assertThat(fixture.count("execution where trigger_ref = 'p.poison'")).isEqualTo(54);
    }

    @Test
    void aDeliveryMakesOneEventHoweverOftenItComes() throws Exception {
        var trigger = fixture.trigger("p.repeat");
        fixture.rule("p.repeat_all", "p.repeat", "{}");

        Set<EventId> ids = new HashSet<>();
        Set<Object> received = new HashSet<>();
        for (IngestedEvent ingested : all(
                50,
                number -> fixture.ingest.submit(IngestFixture.event(
                        trigger, IngestFixture.json("{\"n\": " + number + "}"), null, "delivery-" + number % 2)))) {
            ids.add(ingested.id());
            received.add(ingested.received());
        }

        assertThat(ids).hasSize(2);
        assertThat(received).as("the same answer").hasSizeLessThanOrEqualTo(2);
        assertThat(fixture.count("event where trigger_ref = 'p.repeat'")).isEqualTo(2);
        assertThat(fixture.count("execution where trigger_ref = 'p.repeat'")).isEqualTo(2);
    }

    @Test
    void anAddressedEventReachesItsRuleOnly() {
        var trigger = fixture.trigger("p.addressed");
        var first = fixture.rule("p.addressed_a", "p.addressed", "{}");
        fixture.rule("p.addressed_b", "p.addressed", "{}");

        assertThat(rulesFiredBy(submitTo(trigger, first))).containsExactly("p.addressed_a");
        assertThat(rulesFiredBy(submitTo(trigger, new RuleId(999_999))))
                .as("no such rule")
                .isEmpty();
        fixture.execute("update rule set enabled = false where id = ?", first.value());
        assertThat(rulesFiredBy(submitTo(trigger, first))).as("disabled").isEmpty();
        assertThat(fixture.count("event where trigger_ref = 'p.addressed'")).isEqualTo(3);
    }

    @Test
    void aDisabledTriggerFiresNothing() {
        var trigger = fixture.trigger("p.off");
        fixture.rule("p.off_all", "p.off", "{}");
        fixture.execute("update trigger set enabled = false where ref = 'p.off'");

        assertThat(rulesFiredBy(fixture.submit(trigger, "{}").id())).isEmpty();
        assertThat(fixture.count("event where trigger_ref = 'p.off'")).isEqualTo(1);
    }

    @Test
    void aRuleThatFailsIsRecordedAndKeepsNoOtherFromFiring() {
        var trigger = fixture.trigger("p.errors");
        fixture.rule("p.errors_bad", "p.errors", "{\"expression\": \"trigger.payload.n > 5\"}");
        fixture.rule("p.errors_broken", "p.errors", "{\"expression\": \"1 +\"}");
        fixture.rule("p.errors_good", "p.errors", "{}");

        var event = fixture.submit(trigger, "{\"n\": \"text\"}").id();

        assertThat(rulesFiredBy(event)).containsExactly("p.errors_good");
        assertThat(fixture.count("evaluation_error where event_id = ?", event.value()))
                .isEqualTo(2);
    }

    @Test
    void parametersThatDoNotFitFailTheRunAtOnce() {
        var trigger = fixture.trigger("p.invalid");
        fixture.action("p.strict", "{\"url\": {\"type\": \"string\", \"required\": true}}");
        fixture.rule("p.invalid_all", "p.invalid", "{}", "{}", "p.strict", fixture.tenant);

        fixture.submit(trigger, "{}");

        assertThat(fixture.count("""
                        execution where trigger_ref = 'p.invalid' and status = 'failed' and started_at is null
                        and result ->> 'error' = 'Missing required parameter: url'
                        """)).isEqualTo(1);
        assertThat(fixture.count(
                        "run_queue join execution on execution.id = execution_id where trigger_ref = 'p.invalid'"))
                .isZero();
    }

    @Test
    void aRuleWithoutItsActionIsInert() {
        var trigger = fixture.trigger("p.inert");
        fixture.rule("p.inert_all", "p.inert", "{}");
        fixture.execute("update rule set action_id = null where ref = 'p.inert_all'");

        fixture.submit(trigger, null);

        assertThat(fixture.count("enforcement where rule_ref = 'p.inert_all' and status = 'disabled'"))
                .isEqualTo(1);
        assertThat(fixture.count("execution where trigger_ref = 'p.inert'")).isZero();
    }

    @Test
    void anotherTenantsRuleIsNotFired() {
        var trigger = fixture.trigger("p.foreign");
        fixture.rule("p.foreign_rule", "p.foreign", "{}", "{}", "p.echo", fixture.otherTenant);

        assertThat(rulesFiredBy(fixture.submit(trigger, "{}").id())).isEmpty();
    }

    @Test
    void whatWasCheckedAgainstAnOldTriggerIsRefused() {
        CatalogTrigger old = fixture.trigger("p.stale");
        fixture.execute("update trigger set webhook_key_hash = 'new' where ref = 'p.stale'");
        var event = new NewEvent(
                old, NewEvent.WhenTriggerDiffers.REFUSE, null, null, NewEvent.Source.WEBHOOK, null, null, "once", 10);

        assertThatThrownBy(() -> fixture.ingest.submit(event))
                .isInstanceOfSatisfying(
                        IngestRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(IngestRefused.Reason.TRIGGER_CHANGED));
        assertThat(fixture.count("event where trigger_ref = 'p.stale'")).isZero();
        assertThat(fixture.count(
                        "webhook_delivery where trigger_id = ?", old.id().value()))
                .as("the delivery may come again")
                .isZero();
    }

    @Test
    void theSameDeliveryIdOfTwoTenantsAtATriggerOfThePlatformMakesTwoEvents() {
        fixture.execute("insert into trigger (ref, label) values ('p.everybodys', 'T')");
        var trigger = fixture.catalog.refresh().findTrigger("p.everybodys").orElseThrow();
        var ours = fixture.ingest.submit(ofTenant(trigger, fixture.tenant)).id();
        var theirs =
                fixture.ingest.submit(ofTenant(trigger, fixture.otherTenant)).id();

        assertThat(theirs).isNotEqualTo(ours);
        assertThat(fixture.ingest.submit(ofTenant(trigger, fixture.tenant)))
                .isInstanceOf(IngestedEvent.Repeated.class)
                .extracting(IngestedEvent::id)
                .isEqualTo(ours);
    }

    private static NewEvent ofTenant(CatalogTrigger trigger, long tenant) {
        return new NewEvent(
                trigger,
                NewEvent.WhenTriggerDiffers.STORE,
                null,
                null,
                NewEvent.Source.UNKNOWN,
                null,
                new TenantId(tenant),
                "same id",
                0);
    }

    @Test
    void whatDoesNotFitIsRefusedWhereTheTriggerAsksForItAndIsNotDoneToOthers() {
        fixture.trigger("p.strict");
        fixture.execute(
                "update trigger set validate_payload = true, out_schema = '{\"n\": {\"type\": \"integer\", \"required\": true}}'"
                        + " where ref = 'p.strict'");
        var strict = fixture.catalog.refresh().findTrigger("p.strict").orElseThrow();

        for (String payload : new String[] {"{\"n\": \"many\"}", "{}", "[1]"}) {
            assertThatThrownBy(() -> fixture.submit(strict, payload))
                    .isInstanceOfSatisfying(IngestRefused.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(IngestRefused.Reason.PAYLOAD_UNFIT);
                        assertThat(refused.violations()).isNotEmpty();
                    });
        }
        assertThatThrownBy(() -> fixture.submit(strict, null)).isInstanceOf(IngestRefused.class);
        assertThat(fixture.submit(strict, "{\"n\": 1, \"more\": true}")).isInstanceOf(IngestedEvent.Stored.class);
        assertThat(fixture.count("event where trigger_ref = 'p.strict'")).isEqualTo(1);
    }

    private static EventId submitTo(CatalogTrigger trigger, RuleId addressee) {
        return fixture.ingest
                .submit(IngestFixture.event(trigger, IngestFixture.json("{}"), addressee, null))
                .id();
    }

    private static List<String> rulesFiredBy(EventId event) {
        return fixture.transactions.engine(tx -> tx.sql()
                .fetch("select rule_ref from enforcement where event_id = ?", event.value())
                .map(row -> row.get(0, String.class)));
    }

    @FunctionalInterface
    private interface Numbered<T> {
        T run(int number) throws Exception;
    }

    private static <T> List<T> all(int times, Numbered<T> work) throws InterruptedException, ExecutionException {
        try (var submitters = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int number = 0; number < times; number++) {
                int own = number;
                calls.add(() -> work.run(own));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : submitters.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
