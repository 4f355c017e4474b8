package io.attune.store.event;

import static io.attune.store.schema.Tables.WEBHOOK_EVENT_LOG;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;

import io.attune.model.WireEnum;
import io.attune.model.event.DeliveryOutcome;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.event.ReceivedDelivery;
import io.attune.model.id.EventId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Param;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Rows of {@code webhook_event_log}: what came to webhooks and what became of it. */
@Singleton
public final class DeliveryLogStore {
    /** Its values are bound by {@link #bind}. */
    static final String INSERT = """
            insert into webhook_event_log (trigger_id, tenant_id, trigger_ref, webhook_key, outcome, status_code, error_message, event_id,
                delivery_id, redelivery_of, source_ip, user_agent, headers, payload_size_bytes, processing_time_ms, hmac_verified,
                received_at)
            select trigger_id, tenant_id, trigger_ref, webhook_key, outcome, status_code, error_message, event_id,
                delivery_id, redelivery_of, source_ip, user_agent, headers::jsonb, payload_size_bytes, nanos / 1e6, hmac_verified::boolean,
                received_at::timestamptz
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as new (trigger_id, tenant_id, trigger_ref, webhook_key, outcome,
                status_code, error_message, event_id, delivery_id, redelivery_of, source_ip, user_agent, headers, payload_size_bytes, nanos,
                hmac_verified, received_at)
            """;

    /** How many values {@link #INSERT} has. */
    static final int VALUES = 17;

    /** Sets the first {@link #VALUES} values of a statement that begins with {@link #INSERT}. */
    static void bind(Connection connection, PreparedStatement insert, List<LoggedDelivery> rows) throws SQLException {
        insert.setArray(
                1,
                HotSql.bigints(connection, rows, row -> row.delivery().trigger().value()));
        insert.setArray(
                2,
                HotSql.bigints(connection, rows, row -> row.delivery().owner().tenantId()));
        insert.setArray(3, HotSql.texts(connection, rows, row -> row.delivery().triggerRef()));
        insert.setArray(4, HotSql.texts(connection, rows, row -> row.delivery().keyFingerprint()));
        insert.setArray(5, HotSql.texts(connection, rows, row -> row.outcome().wire()));
        insert.setArray(6, HotSql.bigints(connection, rows, row -> (long) row.status()));
        insert.setArray(7, HotSql.texts(connection, rows, LoggedDelivery::message));
        insert.setArray(8, HotSql.bigints(connection, rows, row -> value(row.event())));
        insert.setArray(9, HotSql.texts(connection, rows, row -> row.delivery().deliveryId()));
        insert.setArray(
                10, HotSql.bigints(connection, rows, row -> row.delivery().redeliveryOf()));
        insert.setArray(11, HotSql.texts(connection, rows, row -> row.delivery().sourceIp()));
        insert.setArray(12, HotSql.texts(connection, rows, row -> row.delivery().userAgent()));
        insert.setArray(
                13,
                HotSql.texts(connection, rows, row -> row.delivery().headers().toString()));
        insert.setArray(
                14, HotSql.bigints(connection, rows, row -> row.delivery().size()));
        insert.setArray(15, HotSql.bigints(connection, rows, row -> row.took().toNanos()));
        insert.setArray(
                16, HotSql.texts(connection, rows, row -> text(row.delivery().signed())));
        insert.setArray(
                17,
                HotSql.texts(connection, rows, row -> row.delivery().received().toString()));
    }

    private static @Nullable Long value(@Nullable EventId event) {
        return event == null ? null : event.value();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Those of events are stored with these, by {@link EventStore#insertAll}. */
    public void insertAll(Tx tx, List<LoggedDelivery> deliveries) {
        HotSql.update(tx, INSERT, (connection, insert) -> bind(connection, insert, deliveries));
    }

    /** The statuses of refusals begin here. Written into the statement, for there is an index of them. */
    private static final Param<Integer> FIRST_ERROR = inline(400);

    /** A row of the log. */
    public record Row(long id, LoggedDelivery logged) {}

    /**
     * Which deliveries are wanted; null means any.
     *
     * @param scope of the caller: no other tenant's rows
     * @param refused whether those that were refused, or those that were not
     */
    public record Filter(
            TenantScope scope,
            TriggerId trigger,
            @Nullable DeliveryOutcome outcome,
            @Nullable Boolean refused,
            @Nullable Long event,
            @Nullable String deliveryId) {
        private Condition condition() {
            return Visibility.visible(WEBHOOK_EVENT_LOG.TENANT_ID, scope)
                    .and(WEBHOOK_EVENT_LOG.TRIGGER_ID.eq(trigger.value()))
                    .and(outcome == null ? noCondition() : WEBHOOK_EVENT_LOG.OUTCOME.eq(outcome.wire()))
                    .and(refused == null ? noCondition() : refused(refused))
                    .and(event == null ? noCondition() : WEBHOOK_EVENT_LOG.EVENT_ID.eq(event))
                    .and(deliveryId == null ? noCondition() : WEBHOOK_EVENT_LOG.DELIVERY_ID.eq(deliveryId));
        }

        private static Condition refused(boolean refused) {
            return refused
                    ? WEBHOOK_EVENT_LOG.STATUS_CODE.ge(FIRST_ERROR)
                    : WEBHOOK_EVENT_LOG.STATUS_CODE.lt(FIRST_ERROR);
        }
    }

    /** Newest first. */
    public List<Row> list(Tx tx, Filter filter, int limit, long offset) {
        return tx.sql()
                .selectFrom(WEBHOOK_EVENT_LOG)
                .where(filter.condition())
                .orderBy(WEBHOOK_EVENT_LOG.ID.desc())
                .limit(limit)
                .offset(offset)
                .fetch(DeliveryLogStore::row);
    }

    public Optional<Row> find(Tx tx, TenantScope scope, TriggerId trigger, long id) {
        return tx.sql()
                .selectFrom(WEBHOOK_EVENT_LOG)
                .where(
                        WEBHOOK_EVENT_LOG.ID.eq(id),
                        WEBHOOK_EVENT_LOG.TRIGGER_ID.eq(trigger.value()),
                        Visibility.visible(WEBHOOK_EVENT_LOG.TENANT_ID, scope))
                .fetchOptional(DeliveryLogStore::row);
    }

    private static Row row(Record row) {
        Long event = row.get(WEBHOOK_EVENT_LOG.EVENT_ID);
        var outcome = row.get(WEBHOOK_EVENT_LOG.OUTCOME);
        return new Row(
                row.get(WEBHOOK_EVENT_LOG.ID),
                new LoggedDelivery(
                        new ReceivedDelivery(
                                new TriggerId(row.get(WEBHOOK_EVENT_LOG.TRIGGER_ID)),
                                Owner.ofTenantId(row.get(WEBHOOK_EVENT_LOG.TENANT_ID)),
                                row.get(WEBHOOK_EVENT_LOG.TRIGGER_REF),
                                row.get(WEBHOOK_EVENT_LOG.WEBHOOK_KEY),
                                row.get(WEBHOOK_EVENT_LOG.DELIVERY_ID),
                                row.get(WEBHOOK_EVENT_LOG.REDELIVERY_OF),
                                row.get(WEBHOOK_EVENT_LOG.SOURCE_IP),
                                row.get(WEBHOOK_EVENT_LOG.USER_AGENT),
                                row.get(WEBHOOK_EVENT_LOG.HEADERS),
                                row.get(WEBHOOK_EVENT_LOG.PAYLOAD_SIZE_BYTES),
                                row.get(WEBHOOK_EVENT_LOG.HMAC_VERIFIED),
                                row.get(WEBHOOK_EVENT_LOG.RECEIVED_AT)),
                        WireEnum.find(DeliveryOutcome.class, outcome)
                                .orElseThrow(() -> new IllegalStateException("unknown outcome: " + outcome)),
                        row.get(WEBHOOK_EVENT_LOG.STATUS_CODE),
                        row.get(WEBHOOK_EVENT_LOG.ERROR_MESSAGE),
                        event == null ? null : new EventId(event),
                        Duration.ofNanos(Math.round(row.get(WEBHOOK_EVENT_LOG.PROCESSING_TIME_MS) * 1e6))));
    }

    /** Forgets up to {@code limit} deliveries that are older than {@code age}. @return how many */
    public int forgetOld(Tx tx, Duration age, int limit) {
        // Only the oldest are looked at: ids grow with time, and there is no index by time to be kept up.
        return HotSql.update(tx, """
                delete from webhook_event_log
                where id = any (array(
                    select id
                    from (select id, received_at from webhook_event_log order by id limit ?) as oldest
                    where received_at < now() - make_interval(secs => ?)))
                """, (_, delete) -> {
            delete.setInt(1, limit);
            delete.setLong(2, age.toSeconds());
        });
    }

    /** Forgets up to {@code limit} deliveries to triggers that are gone. @return how many */
    public int forgetOrphans(Tx tx, int limit) {
        return HotSql.update(tx, """
                with recursive known (trigger_id) as (
                    select min(trigger_id) from webhook_event_log
                    union all
                    select (select min(trigger_id) from webhook_event_log where trigger_id > known.trigger_id)
                    from known
                    where known.trigger_id is not null
                )
                delete from webhook_event_log
                where id = any (array(
                    select id
                    from webhook_event_log
                    where trigger_id in (
                        select trigger_id
                        from known
                        where trigger_id is not null and not exists (select from trigger where trigger.id = known.trigger_id))
                    limit ?))
                """, (_, delete) -> delete.setInt(1, limit));
    }
}
