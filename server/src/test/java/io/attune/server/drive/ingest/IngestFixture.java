package io.attune.server.drive.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.model.id.RuleId;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.dispatch.DispatchParts;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.encryption.SecretBox;
import io.attune.store.event.DeliveryStore;
import io.attune.store.event.EnforcementStore;
import io.attune.store.event.EvaluationErrorStore;
import io.attune.store.event.EventStore;
import io.attune.store.key.AmbientKeyStore;
import io.attune.store.secret.SecretValueStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A database with one tenant, one pack and one action, and an ingest over it; whoever tests adds triggers and rules. */
final class IngestFixture implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final TestDatabase database = TestDatabase.open();
    final Transactions transactions = database.transactions();
    final DispatchParts parts = new DispatchParts(database);
    final SecretBox box = parts.box;
    final SecretValueStore secretValues = parts.secretValues;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Catalog catalog = parts.catalog;
    final EventBatch batch = new EventBatch(
            catalog,
            new AmbientKeyStore(box),
            new EventStore(),
            new EnforcementStore(secretValues),
            new EvaluationErrorStore(),
            new DeliveryStore(),
            parts.enqueue,
            new EventMeters(meters));
    final Ingest ingest = new Ingest(transactions, batch);

    final long tenant;
    final long otherTenant;
    private final long pack;

    IngestFixture() {
        tenant = id("insert into tenant (ref, label) values ('ours', 'Ours') returning id");
        otherTenant = id("insert into tenant (ref, label) values ('theirs', 'Theirs') returning id");
        pack = id(
                "insert into pack (tenant_id, ref, label, version, config) values (?, 'p', 'P', '1.0.0', '{\"a\": 7}') returning id",
                tenant);
        action("p.echo", "{\"message\": {\"type\": \"string\"}, \"count\": {\"type\": \"integer\", \"default\": 3}}");
        ingest.start();
    }

    long action(String ref, String schema) {
        return id("""
                insert into action (tenant_id, pack_id, pack_ref, ref, label, entrypoint, param_schema)
                values (?, ?, 'p', ?, 'A', 'run.sh', ?::jsonb) returning id
                """, tenant, pack, ref, schema);
    }

    CatalogTrigger trigger(String ref) {
        var _ = id("""
                insert into trigger (tenant_id, pack_id, pack_ref, ref, label, webhook_enabled, webhook_key_hash)
                values (?, ?, 'p', ?, 'T', true, ?) returning id
                """, tenant, pack, ref, "wh_" + ref);
        return catalog.refresh().findTrigger(ref).orElseThrow();
    }

    RuleId rule(String ref, String triggerRef, String conditions) {
        return rule(ref, triggerRef, conditions, "{\"message\": \"{{ event.payload.message }}\"}", "p.echo", tenant);
    }

    RuleId rule(String ref, String triggerRef, String conditions, String params, String actionRef, long owner) {
        return new RuleId(id("""
                insert into rule (tenant_id, pack_id, pack_ref, ref, label, action_id, action_ref, trigger_id, trigger_ref, conditions,
                    action_params)
                select ?, ?, 'p', ?, 'R', action.id, action.ref, trigger.id, trigger.ref, ?::jsonb, ?::jsonb
                from action, trigger where action.ref = ? and trigger.ref = ?
                returning id
                """, owner, pack, ref, conditions, params, actionRef, triggerRef));
    }

    void execute(String sql, Object... values) {
        transactions.engineTask(tx -> tx.sql().execute(sql, values));
    }

    long id(String sql, Object... values) {
        return transactions.engine(
                tx -> Objects.requireNonNull(tx.sql().fetchValue(sql, values)) instanceof Number number
                        ? number.longValue()
                        : -1L);
    }

    long count(String sql, Object... values) {
        return id("select count(*) from " + sql, values);
    }

    List<String> texts(String sql) {
        return transactions.engine(tx -> tx.sql().fetch(sql).getValues(0, String.class));
    }

    /** The tables with a row in which the text can be read. */
    List<String> tablesHolding(String text) {
        // Not the history of the schema: its times and checksums may happen to hold the digits of a number.
        return texts("""
                        select table_name
                        from information_schema.tables
                        where table_schema = 'public' and table_name <> 'flyway_schema_history'
                        order by 1
                        """).stream()
                .filter(table -> count(table + " as wanted where strpos(wanted::text, ?) > 0", text) > 0)
                .toList();
    }

    IngestedEvent submit(CatalogTrigger trigger, @Nullable String payload) {
        return ingest.submit(event(trigger, payload == null ? null : json(payload), null, null));
    }

    static NewEvent event(
            CatalogTrigger trigger, @Nullable JsonNode payload, @Nullable RuleId addressee, @Nullable String delivery) {
        return new NewEvent(
                trigger,
                NewEvent.WhenTriggerDiffers.STORE,
                null,
                payload,
                NewEvent.Source.WEBHOOK,
                addressee,
                null,
                delivery,
                100);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public void close() {
        ingest.stop();
        parts.close();
        database.close();
    }
}
