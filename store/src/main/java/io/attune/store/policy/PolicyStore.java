package io.attune.store.policy;

import static io.attune.store.component.ComponentTable.idOf;
import static io.attune.store.schema.Tables.POLICY;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.noCondition;

import io.attune.model.catalog.Component;
import io.attune.model.catalog.NewComponent;
import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;
import io.attune.model.id.PolicyId;
import io.attune.model.policy.Policy;
import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.PolicySettings;
import io.attune.model.policy.RateLimit;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import io.attune.store.component.Columns;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Rows of {@code policy}. Their refs are unique per tenant only. */
@Singleton
public final class PolicyStore {
    /** What a list is narrowed to; null members narrow nothing. */
    public record PolicyFilter(
            @Nullable String packRef, @Nullable String actionRef) {}

    /** What the scope sees, by ref; the tenant's own before the system's. */
    public List<Policy> list(Tx tx, TenantScope scope, PolicyFilter filter) {
        return tx.sql()
                .select(POLICY.fields())
                .from(POLICY)
                .where(
                        Visibility.visible(POLICY.TENANT_ID, scope),
                        filter.packRef() == null ? noCondition() : POLICY.PACK_REF.eq(filter.packRef()),
                        filter.actionRef() == null ? noCondition() : POLICY.ACTION_REF.eq(filter.actionRef()))
                .orderBy(POLICY.REF, POLICY.TENANT_ID.asc().nullsLast())
                .fetch(PolicyStore::read);
    }

    /** The tenant's own, else the system's. */
    public Optional<Policy> find(Tx tx, TenantScope scope, String ref) {
        return one(tx, Visibility.visible(POLICY.TENANT_ID, scope).and(POLICY.REF.eq(ref)));
    }

    public Optional<Policy> find(Tx tx, TenantScope scope, PolicyId id) {
        return one(tx, Visibility.visible(POLICY.TENANT_ID, scope).and(POLICY.ID.eq(id.value())));
    }

    private static Optional<Policy> one(Tx tx, Condition condition) {
        return tx.sql()
                .select(POLICY.fields())
                .from(POLICY)
                .where(condition)
                .orderBy(POLICY.TENANT_ID.asc().nullsLast())
                .limit(1)
                .fetchOptional(PolicyStore::read);
    }

    /** For a change of it; nothing if it is gone or the scope may not change it. */
    public Optional<Policy> lock(Tx tx, TenantScope scope, PolicyId id) {
        return tx.sql()
                .select(POLICY.fields())
                .from(POLICY)
                .where(POLICY.ID.eq(id.value()), Visibility.changeable(POLICY.TENANT_ID, scope))
                .forUpdate()
                .fetchOptional(PolicyStore::read);
    }

    /** @return nothing when the ref is taken */
    public Optional<PolicyId> insert(Tx tx, NewComponent component, PolicySettings settings) {
        Map<Field<?>, Object> row = new HashMap<>(values(settings));
        var pack = component.pack();
        Columns.putNullable(row, POLICY.TENANT_ID, component.owner().tenantId());
        Columns.putNullable(row, POLICY.PACK_ID, pack == null ? null : pack.value());
        Columns.putNullable(row, POLICY.PACK_REF, component.packRef());
        row.put(POLICY.REF, component.ref());
        row.put(POLICY.IS_ADHOC, component.adhoc());
        return tx.sql()
                .insertInto(POLICY)
                .set(row)
                .onConflict(POLICY.TENANT_ID, POLICY.REF)
                .doNothing()
                .returningResult(POLICY.ID)
                .fetchOptional(POLICY.ID)
                .map(PolicyId::new);
    }

    /** @param pack whose runs it limits when its settings name no action; null for all of the tenant */
    public void update(Tx tx, PolicyId id, @Nullable PackId pack, @Nullable String packRef, PolicySettings settings) {
        Map<Field<?>, Object> row = new HashMap<>(values(settings));
        Columns.putNullable(row, POLICY.PACK_ID, pack == null ? null : pack.value());
        Columns.putNullable(row, POLICY.PACK_REF, packRef);
        tx.sql()
                .update(POLICY)
                .set(row)
                .set(POLICY.UPDATED, currentOffsetDateTime().cast(SQLDataType.INSTANT))
                .where(POLICY.ID.eq(id.value()))
                .execute();
    }

    public void delete(Tx tx, PolicyId id) {
        tx.sql().deleteFrom(POLICY).where(POLICY.ID.eq(id.value())).execute();
    }

    private static Map<Field<?>, Object> values(PolicySettings settings) {
        Map<Field<?>, Object> values = new HashMap<>();
        var action = settings.action();
        Columns.putNullable(values, POLICY.ACTION_ID, action == null ? null : action.value());
        Columns.putNullable(values, POLICY.ACTION_REF, settings.actionRef());
        values.put(POLICY.NAME, settings.name());
        Columns.putNullable(values, POLICY.DESCRIPTION, settings.description());
        values.put(POLICY.TAGS, Columns.texts(settings.tags()));
        values.put(POLICY.PARAMETERS, Columns.texts(settings.parameters()));
        write(
                values,
                settings.method(),
                settings.threshold(),
                settings.rateLimit(),
                settings.perIdentity(),
                settings.queueLimit(),
                settings.queueTimeout());
        return values;
    }

    /** The columns of the limits, which files of packs write, too. */
    public static void write(
            Map<Field<?>, Object> values,
            PolicyMethod method,
            @Nullable Integer threshold,
            @Nullable RateLimit rate,
            boolean perIdentity,
            int queueLimit,
            Duration queueTimeout) {
        values.put(POLICY.METHOD, method.wire());
        Columns.putNullable(values, POLICY.THRESHOLD, threshold);
        Columns.putNullable(values, POLICY.RATE_MAX_EXECUTIONS, rate == null ? null : rate.maxExecutions());
        Columns.putNullable(
                values,
                POLICY.RATE_WINDOW_SECONDS,
                rate == null ? null : (int) rate.window().toSeconds());
        values.put(POLICY.PER_IDENTITY, perIdentity);
        values.put(POLICY.QUEUE_LIMIT, queueLimit);
        values.put(POLICY.QUEUE_TIMEOUT_SECONDS, (int) queueTimeout.toSeconds());
    }

    private static Policy read(Record row) {
        Integer most = row.get(POLICY.RATE_MAX_EXECUTIONS);
        return new Policy(
                new Component(
                        row.get(POLICY.ID),
                        Owner.ofTenantId(row.get(POLICY.TENANT_ID)),
                        idOf(row.get(POLICY.PACK_ID), PackId::new),
                        row.get(POLICY.PACK_REF),
                        row.get(POLICY.REF),
                        row.get(POLICY.IS_ADHOC),
                        null,
                        row.get(POLICY.CREATED),
                        row.get(POLICY.UPDATED)),
                new PolicySettings(
                        row.get(POLICY.NAME),
                        row.get(POLICY.DESCRIPTION),
                        Arrays.asList(row.get(POLICY.TAGS)),
                        idOf(row.get(POLICY.ACTION_ID), ActionId::new),
                        row.get(POLICY.ACTION_REF),
                        Arrays.asList(row.get(POLICY.PARAMETERS)),
                        Columns.word(PolicyMethod.class, row.get(POLICY.METHOD)),
                        row.get(POLICY.THRESHOLD),
                        most == null
                                ? null
                                : new RateLimit(most, Duration.ofSeconds(row.get(POLICY.RATE_WINDOW_SECONDS))),
                        row.get(POLICY.PER_IDENTITY),
                        row.get(POLICY.QUEUE_LIMIT),
                        Duration.ofSeconds(row.get(POLICY.QUEUE_TIMEOUT_SECONDS))));
    }
}
