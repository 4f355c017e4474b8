package io.attune.store.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.model.event.Enforcement;
import io.attune.model.event.EnforcementStatus;
import io.attune.model.event.EvaluationError;
import io.attune.model.event.Event;
import io.attune.model.event.EventSummary;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.id.TenantId;
import io.attune.model.id.TriggerId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.model.tenant.Owner;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.permission.GrantReach;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventStoreTest {
    private static final TenantScope OURS = new TenantScope(new TenantId(101), false);
    private static final TenantScope THEIRS = new TenantScope(new TenantId(102), false);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static TestDatabase database;

    private final Transactions transactions = database.transactions();
    private final EventStore events = new EventStore();
    private final SecretValueStore secretValues = new SecretValueStore(MemoryDataKeys.box());
    private final EnforcementStore enforcements = new EnforcementStore(secretValues);
    private final EvaluationErrorStore errors = new EvaluationErrorStore();
    private final DeliveryStore deliveries = new DeliveryStore();

    @BeforeAll
    static void open() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void readsBackWhatWasWrittenInOneBatch() throws IOException {
        JsonNode payload = json("{\"a\": [1, 2.50, true, null, {\"b\": \"ü\\\"\\\\\"}], \"empty\": {}}");
        List<Event> written = write("test.batch", OURS, payload, null);

        Event first = transactions
                .tenant(OURS, tx -> events.find(tx, OURS, written.get(0).id()))
                .orElseThrow();
        assertThat(first.payload()).isEqualTo(payload);
        assertThat(first.created()).isEqualTo(written.get(0).created());
        assertThat(first.trigger()).as("no such trigger").isNull();
        assertThat(list(OURS, "test.batch"))
                .extracting(EventSummary::hasPayload)
                .as("newest first")
                .containsExactly(false, true);
    }

    @Test
    void showsNoForeignEvent() {
        List<Event> written = write("test.foreign", OURS, json("{}"));

        assertThat(list(THEIRS, "test.foreign")).isEmpty();
        long counted = transactions.tenant(THEIRS, tx -> events.count(tx, byTrigger(OURS, "test.foreign")));
        assertThat(counted)
                .as("row-level security, though the filter is somebody else's")
                .isZero();
        Optional<Event> found = transactions.tenant(
                THEIRS, tx -> events.find(tx, THEIRS, written.getFirst().id()));
        assertThat(found).isEmpty();
    }

    @Test
    void enforcementsKeepTheOrderOfTheBatch() {
        EventId event = write("test.order", OURS, json("{\"n\": 1}")).getFirst().id();
        var batch = new ArrayList<EnforcementStore.NewEnforcement>();
        for (int i = 1; i <= 20; i++) {
            batch.add(new EnforcementStore.NewEnforcement(
                    new Owner.Tenant(OURS.tenant()),
                    new RuleId(i),
                    "test.rule" + i,
                    "test.order",
                    event,
                    json("{\"i\": " + i + ", \"pin\": \"pin-" + i + "\"}"),
                    List.of(new SecretPlace(JsonPointer.compile("/pin"), SecretSource.SCHEMA)),
                    OURS.tenant(),
                    null,
                    json("{}"),
                    EnforcementStatus.PROCESSED));
        }

        var ids = transactions.engine(tx -> enforcements.insertAll(tx, batch));

        for (int i = 0; i < 20; i++) {
            var id = ids.get(i);
            Enforcement stored = transactions
                    .tenant(OURS, tx -> enforcements.find(tx, OURS, id))
                    .orElseThrow();
            assertThat(stored.config().path("i").intValue()).isEqualTo(i + 1);
            assertThat(stored.config().path("pin")).isEqualTo(SecretMarker.create());
            var secrets = transactions.tenant(
                    OURS, tx -> secretValues.list(tx, SecretHolder.ENFORCEMENT_CONFIG, List.of(id.value())));
            assertThat(secretValues.restored(stored.config(), secrets))
                    .isEqualTo(batch.get(i).config());
            assertThat(stored.payload()).isEqualTo(json("{}"));
            assertThat(stored.resolved()).isNotNull();
        }
    }

    @Test
    void evaluationErrorsAreForTheTenantOfTheRule() {
        EventId event = write("test.errors", OURS, json("{}")).getFirst().id();
        transactions.engineTask(tx -> errors.insertAll(
                tx,
                List.of(
                        new EvaluationError(event, new Owner.Tenant(OURS.tenant()), new RuleId(1), "p.b", "b is bad"),
                        new EvaluationError(event, new Owner.Tenant(THEIRS.tenant()), new RuleId(2), "p.c", "no"))));

        List<EvaluationError> visible = transactions.tenant(OURS, tx -> errors.listByEvent(tx, OURS, event));
        assertThat(visible).extracting(EvaluationError::message).containsExactly("b is bad");
    }

    @Test
    void aDeliveryBelongsToTheEventThatCameFirst() {
        var key = new DeliveryStore.Key(new TriggerId(7), new Owner.Tenant(OURS.tenant()), "delivery-1");
        var other = new DeliveryStore.Key(new TriggerId(8), new Owner.Tenant(OURS.tenant()), "delivery-1");
        assertThat(claim(key, 1)).isEqualTo(1);
        assertThat(claim(key, 2)).isEqualTo(1);
        assertThat(claim(other, 3)).as("another trigger's").isEqualTo(3);
        assertThat(claim(new DeliveryStore.Key(key.trigger(), new Owner.Tenant(THEIRS.tenant()), key.deliveryId()), 4))
                .as("another tenant's at the same trigger")
                .isEqualTo(4);
        var everybodys = new DeliveryStore.Key(key.trigger(), new Owner.Platform(), key.deliveryId());
        assertThat(claim(everybodys, 5)).isEqualTo(5);
        assertThat(claim(everybodys, 6)).isEqualTo(5);

        transactions.engineTask(
                tx -> tx.sql().execute("update webhook_delivery set created = now() - interval '25 hours'"));
        assertThat(claim(key, 7)).as("after a day").isEqualTo(7);
        int forgotten = transactions.engine(tx -> deliveries.forgetOld(tx, 10));
        assertThat(forgotten).isEqualTo(3);
        assertThat(claim(key, 8)).isEqualTo(7);
    }

    private long claim(DeliveryStore.Key key, long event) {
        var claim = new DeliveryStore.Claim(key, new EventId(event));
        return transactions
                .engine(tx -> deliveries.claim(tx, List.of(claim)))
                .get(key)
                .event()
                .value();
    }

    private List<Event> write(String triggerRef, TenantScope tenant, @Nullable JsonNode... payloads) {
        return transactions.engine(tx -> {
            var start = events.begin(tx, payloads.length);
            List<Event> batch = new ArrayList<>();
            for (int i = 0; i < payloads.length; i++) {
                batch.add(new Event(
                        start.ids().get(i),
                        new Owner.Tenant(tenant.tenant()),
                        new TriggerId(999),
                        triggerRef,
                        json("{\"source\": \"test\"}"),
                        payloads[i],
                        null,
                        "webhook",
                        null,
                        null,
                        start.now()));
            }
            events.insertAll(tx, batch);
            return batch;
        });
    }

    private List<EventSummary> list(TenantScope scope, String triggerRef) {
        return transactions.tenant(scope, tx -> events.list(tx, byTrigger(scope, triggerRef), 10, 0));
    }

    private static EventStore.Filter byTrigger(TenantScope scope, String triggerRef) {
        return new EventStore.Filter(scope, GrantReach.ALL, null, triggerRef, null, null);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
