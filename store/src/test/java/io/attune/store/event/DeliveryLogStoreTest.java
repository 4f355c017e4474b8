package io.attune.store.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.event.DeliveryOutcome;
import io.attune.model.event.Event;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.event.ReceivedDelivery;
import io.attune.model.id.EventId;
import io.attune.model.id.TenantId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** runtime.md §4 "Logging". */
class DeliveryLogStoreTest {
    private static final TenantScope OURS = new TenantScope(new TenantId(101), false);
    private static final TenantScope THEIRS = new TenantScope(new TenantId(102), false);
    private static final Instant RECEIVED = Instant.parse("2026-01-31T12:00:00.123456Z");

    private final DeliveryLogStore store = new DeliveryLogStore();
    private final EventStore events = new EventStore();
    private TestDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        transactions = database.transactions();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var accepted = delivery(7, "d-1", DeliveryOutcome.ACCEPTED, 200, null).of(new EventId(5));
        var refused = delivery(7, null, DeliveryOutcome.SIGNATURE_REFUSED, 401, "The signature does not fit");
        transactions.engineTask(tx -> store.insertAll(tx, List.of(accepted, refused)));

        assertThat(list(OURS, null)).extracting(DeliveryLogStore.Row::logged).containsExactly(refused, accepted);
        assertThat(list(OURS, true)).extracting(DeliveryLogStore.Row::logged).containsExactly(refused);
        assertThat(list(OURS, false)).extracting(DeliveryLogStore.Row::logged).containsExactly(accepted);
        assertThat(list(THEIRS, null)).isEmpty();
        long id = list(OURS, false).getFirst().id();
        assertThat(find(OURS, 7, id)).isPresent();
        assertThat(find(OURS, 8, id)).as("of another trigger").isEmpty();
        assertThat(find(THEIRS, 7, id)).isEmpty();
    }

    @Test
    void anEventAndItsDeliveryAreOneStatement() {
        var event = transactions.engine(tx -> {
            var start = events.begin(tx, 2);
            var made = start.ids().stream()
                    .map(id -> new Event(
                            id,
                            new Owner.Tenant(OURS.tenant()),
                            new TriggerId(7),
                            "p.t",
                            null,
                            null,
                            null,
                            "webhook",
                            null,
                            null,
                            start.now()))
                    .toList();
            events.insertAll(
                    tx,
                    made,
                    List.of(delivery(7, "d-1", DeliveryOutcome.ACCEPTED, 200, null)
                            .of(start.ids().getLast())));
            return start.ids().getLast();
        });

        assertThat(list(OURS, null))
                .singleElement()
                .satisfies(row -> assertThat(row.logged().event()).isEqualTo(event));
        assertThat(transactions.<Optional<Event>>tenant(OURS, tx -> events.find(tx, OURS, event)))
                .isPresent();
    }

    @Test
    void theOldAndTheOrphansAreForgotten() {
        long known = transactions.engine(tx -> tx.sql()
                .fetchSingle("insert into trigger (ref, label) values ('p.t', 'T') returning id")
                .get(0, Long.class));
        transactions.engineTask(tx -> store.insertAll(
                tx,
                List.of(
                        delivery(known, null, DeliveryOutcome.MALFORMED, 400, "old"),
                        delivery(known, null, DeliveryOutcome.MALFORMED, 400, "new"),
                        delivery(known + 1, null, DeliveryOutcome.MALFORMED, 400, "of a trigger that is gone"))));
        transactions.engineTask(tx ->
                tx.sql().execute("update webhook_event_log set received_at = now() where error_message <> 'old'"));

        int old = transactions.engine(tx -> store.forgetOld(tx, Duration.ofDays(1), 10));
        int orphans = transactions.engine(tx -> store.forgetOrphans(tx, 10));

        assertThat(old).isEqualTo(1);
        assertThat(orphans).isEqualTo(1);
        assertThat(transactions.<List<String>>engine(tx -> tx.sql()
                        .fetch("select error_message from webhook_event_log")
                        .getValues(0, String.class)))
                .containsExactly("new");
        assertThat(transactions.<Integer>engine(tx -> store.forgetOrphans(tx, 10)))
                .isZero();
    }

    @Test
    void whatASenderChoosesIsCutToALine() {
        var long_ = "x".repeat(300) + "\n";
        var delivery = new ReceivedDelivery(
                new TriggerId(7),
                new Owner.Platform(),
                "p.t",
                "sha256:0",
                long_,
                null,
                "10.0.0.1",
                "agent\u0000\r\nSet-Cookie: a\ud800",
                JsonNodeFactory.instance.objectNode(),
                1,
                null,
                RECEIVED);

        assertThat(delivery.deliveryId()).isEqualTo("x".repeat(255));
        assertThat(delivery.userAgent()).isEqualTo("agentSet-Cookie: a");
    }

    private Optional<DeliveryLogStore.Row> find(TenantScope scope, long trigger, long id) {
        return transactions.tenant(scope, tx -> store.find(tx, scope, new TriggerId(trigger), id));
    }

    private List<DeliveryLogStore.Row> list(TenantScope scope, Boolean refused) {
        var filter = new DeliveryLogStore.Filter(scope, new TriggerId(7), null, refused, null, null);
        return transactions.tenant(scope, tx -> store.list(tx, filter, 10, 0));
    }

    private static LoggedDelivery delivery(
            long trigger, String id, DeliveryOutcome outcome, int status, String message) {
        return new LoggedDelivery(
                new ReceivedDelivery(
                        new TriggerId(trigger),
                        new Owner.Tenant(OURS.tenant()),
                        "p.t",
                        "sha256:0011223344556677",
                        id,
                        null,
                        "10.0.0.1",
                        "sender/1.0",
                        JsonNodeFactory.instance.objectNode().put("Content-Type", "application/json"),
                        17,
                        outcome == DeliveryOutcome.SIGNATURE_REFUSED ? false : null,
                        RECEIVED),
                outcome,
                status,
                message,
                null,
                Duration.ofNanos(1_250_000));
    }
}
