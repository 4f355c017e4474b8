package io.attune.store.event;

import static io.attune.store.schema.Tables.EVENT;
import static io.attune.store.schema.Tables.RULE;
import static io.attune.store.schema.Tables.SENSOR;
import static io.attune.store.schema.Tables.TRIGGER;
import static org.jooq.impl.DSL.field;

import io.attune.model.event.Event;
import io.attune.model.event.EventSummary;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import io.attune.store.permission.GrantReach;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code event}. */
@Singleton
public final class EventStore {
    // A vanished definition is shown as null (runtime.md §1.1).
    private static final Field<Long> TRIGGER_ID =
            field(DSL.select(TRIGGER.ID).from(TRIGGER).where(TRIGGER.ID.eq(EVENT.TRIGGER_ID)));
    private static final Field<Long> SENSOR_ID =
            field(DSL.select(SENSOR.ID).from(SENSOR).where(SENSOR.ID.eq(EVENT.SOURCE_ID)));
    private static final Field<Long> RULE_ID =
            field(DSL.select(RULE.ID).from(RULE).where(RULE.ID.eq(EVENT.RULE_ID)));
    private static final Field<Boolean> HAS_PAYLOAD = field(EVENT.PAYLOAD.isNotNull());

    private static final String INSERT = """
            insert into event (id, tenant_id, trigger_id, trigger_ref, config, payload, source_id, source_ref, rule_id, rule_ref, created)
            overriding system value
            select id, tenant_id, trigger_id, trigger_ref, config::jsonb, payload::jsonb, source_id, source_ref, rule_id, rule_ref, now()
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as new (id, tenant_id, trigger_id, trigger_ref, config, payload, source_id, source_ref, rule_id, rule_ref)
            """;

    private static final String INSERT_WITH_DELIVERIES =
            "with logged as (\n" + DeliveryLogStore.INSERT + ")\n" + INSERT;

    /**
     * What a batch of new events starts with.
     *
     * @param catalogVersion held for share until the transaction ends: the catalog cannot change before that
     * @param now the time of the transaction, for the events' {@code created}
     * @param ids as many as asked for, ascending
     */
    public record Start(long catalogVersion, Instant now, List<EventId> ids) {}

    /** Opens a batch of {@code events} new events. Waits for changes of the catalog that are not committed yet. */
    public Start begin(Tx tx, int events) {
        return HotSql.query(tx, """
                        select version, now(), array(select nextval('event_id_seq') from generate_series(1, ?))
                        from catalog_version
                        for share
                        """, (_, statement) -> statement.setInt(1, events), row -> {
                    List<EventId> ids = new ArrayList<>(events);
                    for (Long id : (Long[]) row.getArray(3).getArray()) {
                        ids.add(new EventId(id));
                    }
                    return new Start(
                            row.getLong(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            ids);
                })
                .getFirst();
    }

    public void insertAll(Tx tx, List<Event> events) {
        HotSql.update(tx, INSERT, (connection, insert) -> bind(connection, insert, 0, events));
    }

    /** With the deliveries that made some of them, in the same statement: the log costs no round trip. */
    public void insertAll(Tx tx, List<Event> events, List<LoggedDelivery> deliveries) {
        if (deliveries.isEmpty()) {
            insertAll(tx, events);
            return;
        }
        HotSql.update(tx, INSERT_WITH_DELIVERIES, (connection, insert) -> {
            DeliveryLogStore.bind(connection, insert, deliveries);
            bind(connection, insert, DeliveryLogStore.VALUES, events);
        });
    }

    /** @param before how many values of the statement come before those of {@link #INSERT} */
    private static void bind(Connection connection, PreparedStatement insert, int before, List<Event> events)
            throws SQLException {
        insert.setArray(
                before + 1,
                HotSql.bigints(connection, events, event -> event.id().value()));
        insert.setArray(
                before + 2,
                HotSql.bigints(connection, events, event -> event.owner().tenantId()));
        insert.setArray(before + 3, HotSql.bigints(connection, events, event -> value(event.trigger())));
        insert.setArray(before + 4, HotSql.texts(connection, events, Event::triggerRef));
        insert.setArray(before + 5, HotSql.texts(connection, events, event -> text(event.config())));
        insert.setArray(before + 6, HotSql.texts(connection, events, event -> text(event.payload())));
        insert.setArray(before + 7, HotSql.bigints(connection, events, event -> value(event.source())));
        insert.setArray(before + 8, HotSql.texts(connection, events, Event::sourceRef));
        insert.setArray(before + 9, HotSql.bigints(connection, events, event -> value(event.rule())));
        insert.setArray(before + 10, HotSql.texts(connection, events, Event::ruleRef));
    }

    public Optional<Event> find(Tx tx, TenantScope scope, EventId id) {
        return tx.sql()
                .select(
                        EVENT.ID,
                        EVENT.TENANT_ID,
                        TRIGGER_ID,
                        EVENT.TRIGGER_REF,
                        EVENT.CONFIG,
                        EVENT.PAYLOAD,
                        SENSOR_ID,
                        EVENT.SOURCE_REF,
                        RULE_ID,
                        EVENT.RULE_REF,
                        EVENT.CREATED)
                .from(EVENT)
                .where(EVENT.ID.eq(id.value()), Visibility.visible(EVENT.TENANT_ID, scope))
                .fetchOptional(EventStore::event);
    }

    /**
     * Which events are wanted; null means any.
     *
     * @param scope of the caller: no other tenant's rows
     * @param reach of its grants: no rows that it may not read
     */
    public record Filter(
            TenantScope scope,
            GrantReach reach,
            @Nullable Long trigger,
            @Nullable String triggerRef,
            @Nullable String ruleRef,
            @Nullable Long source) {
        private Condition condition() {
            Condition condition =
                    Visibility.visible(EVENT.TENANT_ID, scope).and(reach.condition(EVENT.TRIGGER_REF, EVENT.ID));
            if (trigger != null) {
                condition = condition.and(EVENT.TRIGGER_ID.eq(trigger));
            }
            if (triggerRef != null) {
                condition = condition.and(EVENT.TRIGGER_REF.eq(triggerRef));
            }
            if (ruleRef != null) {
                condition = condition.and(EVENT.RULE_REF.eq(ruleRef));
            }
            if (source != null) {
                condition = condition.and(EVENT.SOURCE_ID.eq(source));
            }
            return condition;
        }
    }

    /** Newest first. */
    public List<EventSummary> list(Tx tx, Filter filter, int limit, long offset) {
        return tx.sql()
                .select(
                        EVENT.ID,
                        TRIGGER_ID,
                        EVENT.TRIGGER_REF,
                        SENSOR_ID,
                        EVENT.SOURCE_REF,
                        RULE_ID,
                        EVENT.RULE_REF,
                        HAS_PAYLOAD,
                        EVENT.CREATED)
                .from(EVENT)
                .where(filter.condition())
                .orderBy(EVENT.ID.desc())
                .limit(limit)
                .offset(offset)
                .fetch(EventStore::summary);
    }

    public long count(Tx tx, Filter filter) {
        return tx.sql().fetchCount(EVENT, filter.condition());
    }

    private static Event event(Record row) {
        return new Event(
                new EventId(row.get(EVENT.ID)),
                Owner.ofTenantId(row.get(EVENT.TENANT_ID)),
                trigger(row.get(TRIGGER_ID)),
                row.get(EVENT.TRIGGER_REF),
                row.get(EVENT.CONFIG),
                row.get(EVENT.PAYLOAD),
                sensor(row.get(SENSOR_ID)),
                row.get(EVENT.SOURCE_REF),
                rule(row.get(RULE_ID)),
                row.get(EVENT.RULE_REF),
                row.get(EVENT.CREATED));
    }

    private static EventSummary summary(Record row) {
        return new EventSummary(
                new EventId(row.get(EVENT.ID)),
                trigger(row.get(TRIGGER_ID)),
                row.get(EVENT.TRIGGER_REF),
                sensor(row.get(SENSOR_ID)),
                row.get(EVENT.SOURCE_REF),
                rule(row.get(RULE_ID)),
                row.get(EVENT.RULE_REF),
                row.get(HAS_PAYLOAD),
                row.get(EVENT.CREATED));
    }

    private static @Nullable TriggerId trigger(@Nullable Long id) {
        return id == null ? null : new TriggerId(id);
    }

    private static @Nullable SensorId sensor(@Nullable Long id) {
        return id == null ? null : new SensorId(id);
    }

    private static @Nullable RuleId rule(@Nullable Long id) {
        return id == null ? null : new RuleId(id);
    }

    private static @Nullable Long value(@Nullable TriggerId id) {
        return id == null ? null : id.value();
    }

    private static @Nullable Long value(@Nullable SensorId id) {
        return id == null ? null : id.value();
    }

    private static @Nullable Long value(@Nullable RuleId id) {
        return id == null ? null : id.value();
    }

    private static @Nullable String text(@Nullable Object json) {
        return json == null ? null : json.toString();
    }
}
