package io.attune.store.event;

import static io.attune.store.schema.Tables.ENFORCEMENT;
import static io.attune.store.schema.Tables.RULE;
import static org.jooq.impl.DSL.field;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.WireEnum;
import io.attune.model.event.Enforcement;
import io.attune.model.event.EnforcementStatus;
import io.attune.model.event.EnforcementSummary;
import io.attune.model.id.EnforcementId;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import io.attune.store.permission.GrantReach;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code enforcement}. */
@Singleton
public final class EnforcementStore {
    // A vanished definition is shown as null (runtime.md §1.1).
    private static final Field<Long> RULE_ID =
            field(DSL.select(RULE.ID).from(RULE).where(RULE.ID.eq(ENFORCEMENT.RULE_ID)));

    /**
     * An enforcement to be written. It is written with its final status: the execution, if there is one, is made in the same transaction.
     *
     * @param config the parameters, secrets in clear
     * @param secrets where they are; they are stored apart
     * @param secretsOf the tenant whose key seals them: that of the execution
     * @param status {@code processed} with an execution, {@code disabled} when the rule has lost its action
     */
    public record NewEnforcement(
            Owner owner,
            RuleId rule,
            String ruleRef,
            String triggerRef,
            EventId event,
            JsonNode config,
            List<SecretPlace> secrets,
            @Nullable TenantId secretsOf,
            @Nullable JsonNode payload,
            JsonNode conditions,
            EnforcementStatus status) {}

    private final SecretValueStore secretValues;

    public EnforcementStore(SecretValueStore secretValues) {
        this.secretValues = secretValues;
    }

    /** @return the ids, in the order of {@code enforcements} */
    public List<EnforcementId> insertAll(Tx tx, List<NewEnforcement> enforcements) {
        var ids = insertRows(tx, enforcements);
        List<NewSecret> secrets = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            var enforcement = enforcements.get(i);
            var tenant = enforcement.secretsOf();
            if (tenant != null) {
                secrets.addAll(NewSecret.of(
                        tenant,
                        SecretHolder.ENFORCEMENT_CONFIG,
                        ids.get(i).value(),
                        enforcement.secrets(),
                        enforcement.config()));
            }
        }
        secretValues.insertAll(tx, secrets);
        return ids;
    }

    private static String redacted(NewEnforcement enforcement) {
        return SecretMarker.redacted(
                        enforcement.config(),
                        enforcement.secrets().stream().map(SecretPlace::at).toList())
                .toString();
    }

    private static List<EnforcementId> insertRows(Tx tx, List<NewEnforcement> enforcements) {
        // The ids are drawn in the order of the arrays, and an insert returns its rows in the order it made them.
        return HotSql.query(
                tx,
                """
                insert into enforcement
                    (tenant_id, rule_id, rule_ref, trigger_ref, event_id, config, payload, conditions, status, resolved_at)
                select tenant_id, rule_id, rule_ref, trigger_ref, event_id, config::jsonb, payload::jsonb, conditions::jsonb, status, now()
                from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                    with ordinality as new (tenant_id, rule_id, rule_ref, trigger_ref, event_id, config, payload, conditions, status, position)
                order by position
                returning id
                """,
                (connection, insert) -> {
                    insert.setArray(
                            1,
                            HotSql.bigints(
                                    connection, enforcements, it -> it.owner().tenantId()));
                    insert.setArray(
                            2,
                            HotSql.bigints(
                                    connection, enforcements, it -> it.rule().value()));
                    insert.setArray(3, HotSql.texts(connection, enforcements, NewEnforcement::ruleRef));
                    insert.setArray(4, HotSql.texts(connection, enforcements, NewEnforcement::triggerRef));
                    insert.setArray(
                            5,
                            HotSql.bigints(
                                    connection, enforcements, it -> it.event().value()));
                    insert.setArray(6, HotSql.texts(connection, enforcements, EnforcementStore::redacted));
                    insert.setArray(
                            7,
                            HotSql.texts(
                                    connection,
                                    enforcements,
                                    it -> it.payload() == null
                                            ? "{}"
                                            : it.payload().toString()));
                    insert.setArray(
                            8,
                            HotSql.texts(
                                    connection,
                                    enforcements,
                                    it -> it.conditions().toString()));
                    insert.setArray(
                            9,
                            HotSql.texts(
                                    connection, enforcements, it -> it.status().wire()));
                },
                row -> new EnforcementId(row.getLong(1)));
    }

    public Optional<Enforcement> find(Tx tx, TenantScope scope, EnforcementId id) {
        return tx.sql()
                .select(
                        ENFORCEMENT.ID,
                        ENFORCEMENT.TENANT_ID,
                        RULE_ID,
                        ENFORCEMENT.RULE_REF,
                        ENFORCEMENT.TRIGGER_REF,
                        ENFORCEMENT.EVENT_ID,
                        ENFORCEMENT.CONFIG,
                        ENFORCEMENT.PAYLOAD,
                        ENFORCEMENT.CONDITIONS,
                        ENFORCEMENT.STATUS,
                        ENFORCEMENT.CREATED,
                        ENFORCEMENT.RESOLVED_AT)
                .from(ENFORCEMENT)
                .where(ENFORCEMENT.ID.eq(id.value()), Visibility.visible(ENFORCEMENT.TENANT_ID, scope))
                .fetchOptional(EnforcementStore::enforcement);
    }

    /**
     * Which enforcements are wanted; null means any.
     *
     * @param scope of the caller: no other tenant's rows
     * @param reach of its grants: no rows that it may not read
     */
    public record Filter(
            TenantScope scope,
            GrantReach reach,
            @Nullable Long rule,
            @Nullable Long event,
            @Nullable EnforcementStatus status,
            @Nullable String triggerRef,
            @Nullable String ruleRef) {
        private Condition condition() {
            Condition condition = Visibility.visible(ENFORCEMENT.TENANT_ID, scope)
                    .and(reach.condition(ENFORCEMENT.RULE_REF, ENFORCEMENT.ID));
            if (rule != null) {
                condition = condition.and(ENFORCEMENT.RULE_ID.eq(rule));
            }
            if (event != null) {
                condition = condition.and(ENFORCEMENT.EVENT_ID.eq(event));
            }
            if (status != null) {
                condition = condition.and(ENFORCEMENT.STATUS.eq(status.wire()));
            }
            if (triggerRef != null) {
                condition = condition.and(ENFORCEMENT.TRIGGER_REF.eq(triggerRef));
            }
            if (ruleRef != null) {
                condition = condition.and(ENFORCEMENT.RULE_REF.eq(ruleRef));
            }
            return condition;
        }
    }

    /** Newest first. */
    public List<EnforcementSummary> list(Tx tx, Filter filter, int limit, long offset) {
        return tx.sql()
                .select(
                        ENFORCEMENT.ID,
                        RULE_ID,
                        ENFORCEMENT.RULE_REF,
                        ENFORCEMENT.TRIGGER_REF,
                        ENFORCEMENT.EVENT_ID,
                        ENFORCEMENT.STATUS,
                        ENFORCEMENT.CREATED)
                .from(ENFORCEMENT)
                .where(filter.condition())
                .orderBy(ENFORCEMENT.ID.desc())
                .limit(limit)
                .offset(offset)
                .fetch(EnforcementStore::summary);
    }

    public long count(Tx tx, Filter filter) {
        return tx.sql().fetchCount(ENFORCEMENT, filter.condition());
    }

    private static Enforcement enforcement(Record row) {
        return new Enforcement(
                new EnforcementId(row.get(ENFORCEMENT.ID)),
                Owner.ofTenantId(row.get(ENFORCEMENT.TENANT_ID)),
                rule(row),
                row.get(ENFORCEMENT.RULE_REF),
                row.get(ENFORCEMENT.TRIGGER_REF),
                event(row),
                row.get(ENFORCEMENT.CONFIG),
                row.get(ENFORCEMENT.PAYLOAD),
                row.get(ENFORCEMENT.CONDITIONS),
                status(row),
                row.get(ENFORCEMENT.CREATED),
                row.get(ENFORCEMENT.RESOLVED_AT));
    }

    private static EnforcementSummary summary(Record row) {
        return new EnforcementSummary(
                new EnforcementId(row.get(ENFORCEMENT.ID)),
                rule(row),
                row.get(ENFORCEMENT.RULE_REF),
                row.get(ENFORCEMENT.TRIGGER_REF),
                event(row),
                status(row),
                row.get(ENFORCEMENT.CREATED));
    }

    private static @Nullable RuleId rule(Record row) {
        Long id = row.get(RULE_ID);
        return id == null ? null : new RuleId(id);
    }

    private static @Nullable EventId event(Record row) {
        Long id = row.get(ENFORCEMENT.EVENT_ID);
        return id == null ? null : new EventId(id);
    }

    private static EnforcementStatus status(Record row) {
        String stored = row.get(ENFORCEMENT.STATUS);
        return WireEnum.find(EnforcementStatus.class, stored)
                .orElseThrow(() -> new IllegalStateException("enforcement with the unknown status " + stored));
    }
}
