package io.attune.store.event;

import io.attune.model.id.EventId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rows of {@code webhook_delivery}: which deliveries of a trigger have made an event already (FIX-12). */
@Singleton
public final class DeliveryStore {
    /** How long a delivery id is remembered. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    /**
     * What names a delivery: the sender's id, which is the sender's to choose, within one trigger and one owner of events. A trigger of the
     * platform takes deliveries of many tenants.
     */
    public record Key(TriggerId trigger, Owner owner, String deliveryId) {}

    /** A delivery that wants to make {@code event}. */
    public record Claim(Key key, EventId event) {}

    /**
     * The event that a delivery made.
     *
     * @param received when it came first
     */
    public record Holder(Key key, EventId event, Instant received) {}

    private static final Comparator<Claim> LOCK_ORDER = Comparator.comparingLong(
                    (Claim claim) -> claim.key().trigger().value())
            .thenComparing(claim -> claim.key().deliveryId())
            .thenComparingLong(claim -> claim.key().owner().isPlatform()
                    ? 0
                    : Objects.requireNonNull(claim.key().owner().tenantId()));

    /**
     * Gives each delivery to the event that came first, which the others wait for. The keys of {@code claims} differ.
     *
     * @return the event of each delivery: the one in the claim, or that of an earlier delivery of the same id
     */
    public Map<Key, Holder> claim(Tx tx, List<Claim> claims) {
        // Two batches with the same ids in different orders would wait for each other.
        List<Claim> ordered = claims.stream().sorted(LOCK_ORDER).toList();
        Map<Key, Holder> holders = new HashMap<>();
        for (Holder won : insert(tx, ordered)) {
            holders.put(won.key(), won);
        }
        List<Claim> lost = ordered.stream()
                .filter(claim -> !holders.containsKey(claim.key()))
                .toList();
        if (!lost.isEmpty()) {
            for (Holder earlier : find(tx, lost)) {
                holders.put(earlier.key(), earlier);
            }
        }
        return holders;
    }

    private static List<Holder> insert(Tx tx, List<Claim> claims) {
        return HotSql.query(
                tx,
                """
                insert into webhook_delivery (trigger_id, delivery_id, tenant_id, event_id)
                select trigger_id, delivery_id, tenant_id, event_id
                from unnest(?, ?, ?, ?) with ordinality as new (trigger_id, delivery_id, tenant_id, event_id, position)
                order by position
                on conflict (trigger_id, delivery_id, tenant_id) do update set event_id = excluded.event_id, created = now()
                    where webhook_delivery.created < now() - make_interval(secs => ?)
                returning trigger_id, tenant_id, delivery_id, event_id, created
                """,
                (connection, insert) -> {
                    insert.setArray(
                            1,
                            HotSql.bigints(
                                    connection,
                                    claims,
                                    claim -> claim.key().trigger().value()));
                    insert.setArray(
                            2,
                            HotSql.texts(
                                    connection, claims, claim -> claim.key().deliveryId()));
                    insert.setArray(
                            3,
                            HotSql.bigints(
                                    connection,
                                    claims,
                                    claim -> claim.key().owner().tenantId()));
                    insert.setArray(
                            4,
                            HotSql.bigints(
                                    connection, claims, claim -> claim.event().value()));
                    insert.setLong(5, REMEMBERED.toSeconds());
                },
                DeliveryStore::holder);
    }

    private static List<Holder> find(Tx tx, List<Claim> claims) {
        return HotSql.query(
                tx,
                """
                select known.trigger_id, known.tenant_id, known.delivery_id, known.event_id, known.created
                from unnest(?, ?, ?) as wanted (trigger_id, tenant_id, delivery_id)
                join webhook_delivery as known
                    on known.trigger_id = wanted.trigger_id
                        and known.delivery_id = wanted.delivery_id
                        and known.tenant_id is not distinct from wanted.tenant_id
                """,
                (connection, select) -> {
                    select.setArray(
                            1,
                            HotSql.bigints(
                                    connection,
                                    claims,
                                    claim -> claim.key().trigger().value()));
                    select.setArray(
                            2,
                            HotSql.bigints(
                                    connection,
                                    claims,
                                    claim -> claim.key().owner().tenantId()));
                    select.setArray(
                            3,
                            HotSql.texts(
                                    connection, claims, claim -> claim.key().deliveryId()));
                },
                DeliveryStore::holder);
    }

    private static Holder holder(ResultSet row) throws SQLException {
        return new Holder(
                new Key(
                        new TriggerId(row.getLong(1)),
                        Owner.ofTenantId(row.getObject(2, Long.class)),
                        row.getString(3)),
                new EventId(row.getLong(4)),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }

    /** Forgets up to {@code limit} deliveries that are old enough. @return how many */
    public int forgetOld(Tx tx, int limit) {
        return HotSql.update(tx, """
                delete from webhook_delivery
                where ctid = any (array(
                    select ctid from webhook_delivery
                    where created < now() - make_interval(secs => ?)
                    order by created
                    limit ?
                    for update skip locked))
                """, (_, delete) -> {
            delete.setLong(1, REMEMBERED.toSeconds());
            delete.setInt(2, limit);
        });
    }
}
