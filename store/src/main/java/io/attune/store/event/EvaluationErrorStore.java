package io.attune.store.event;

import static io.attune.store.schema.Tables.EVALUATION_ERROR;
import static io.attune.store.schema.Tables.RULE;
import static org.jooq.impl.DSL.field;

import io.attune.model.event.EvaluationError;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import io.attune.store.HotSql;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Rows of {@code evaluation_error}. */
@Singleton
public final class EvaluationErrorStore {
    /** Enough to see what is wrong with an event that many rules cannot read. */
    private static final int SHOWN = 100;

    private static final Field<Long> RULE_ID =
            field(DSL.select(RULE.ID).from(RULE).where(RULE.ID.eq(EVALUATION_ERROR.RULE_ID)));

    public void insertAll(Tx tx, List<EvaluationError> errors) {
        HotSql.update(tx, """
                insert into evaluation_error (tenant_id, event_id, rule_id, rule_ref, message)
                select tenant_id, event_id, rule_id, rule_ref, message
                from unnest(?, ?, ?, ?, ?) as new (tenant_id, event_id, rule_id, rule_ref, message)
                """, (connection, insert) -> {
            insert.setArray(
                    1, HotSql.bigints(connection, errors, error -> error.owner().tenantId()));
            insert.setArray(
                    2, HotSql.bigints(connection, errors, error -> error.event().value()));
            insert.setArray(
                    3,
                    HotSql.bigints(
                            connection,
                            errors,
                            error -> error.rule() == null ? null : error.rule().value()));
            insert.setArray(4, HotSql.texts(connection, errors, EvaluationError::ruleRef));
            insert.setArray(5, HotSql.texts(connection, errors, EvaluationError::message));
        });
    }

    /** The first {@value #SHOWN} of the event that the caller may see, by rule. */
    public List<EvaluationError> listByEvent(Tx tx, TenantScope scope, EventId event) {
        return tx.sql()
                .select(EVALUATION_ERROR.TENANT_ID, RULE_ID, EVALUATION_ERROR.RULE_REF, EVALUATION_ERROR.MESSAGE)
                .from(EVALUATION_ERROR)
                .where(
                        EVALUATION_ERROR.EVENT_ID.eq(event.value()),
                        Visibility.visible(EVALUATION_ERROR.TENANT_ID, scope))
                .orderBy(EVALUATION_ERROR.RULE_REF, EVALUATION_ERROR.ID)
                .limit(SHOWN)
                .fetch(row -> {
                    Long rule = row.get(RULE_ID);
                    return new EvaluationError(
                            event,
                            Owner.ofTenantId(row.get(EVALUATION_ERROR.TENANT_ID)),
                            rule == null ? null : new RuleId(rule),
                            row.get(EVALUATION_ERROR.RULE_REF),
                            row.get(EVALUATION_ERROR.MESSAGE));
                });
    }
}
