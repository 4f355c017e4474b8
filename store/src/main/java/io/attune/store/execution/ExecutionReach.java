package io.attune.store.execution;

import static io.attune.store.schema.Tables.EXECUTION;

import io.attune.engine.permission.Grant;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.store.permission.GrantReach;
import java.util.Collection;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Which executions of its tenant a caller reads (security.md §3.3): its own, and those that any of its grants reaches. As a condition, so
 * that pages and counts tell nothing of the others; {@link io.attune.engine.permission.GrantSet#allow} says the same of one execution.
 */
public final class ExecutionReach {
    /** Every execution of the tenant. */
    public static final ExecutionReach ALL = new ExecutionReach(DSL.noCondition());

    private static final int DEEPEST_ANCESTRY = 64;

    private final Condition condition;

    private ExecutionReach(Condition condition) {
        this.condition = condition;
    }

    /**
     * @param run the execution that asks, which owns itself; null for a person, who owns what it started
     * @param grants those that name the wanted action
     */
    public static ExecutionReach of(IdentityId holder, @Nullable ExecutionId run, Collection<Grant> grants) {
        Condition reached = run == null ? EXECUTION.EXECUTOR.eq(holder.value()) : EXECUTION.ID.eq(run.value());
        for (Grant grant : grants) {
            reached = reached.or(reachedBy(grant, holder));
        }
        return new ExecutionReach(reached);
    }

    Condition condition() {
        return condition;
    }

    private static Condition reachedBy(Grant grant, IdentityId holder) {
        Grant.Constraints constraints = grant.constraints();
        if (constraints == null) {
            return DSL.trueCondition();
        }
        return DSL.and(
                GrantReach.named(constraints, EXECUTION.ACTION_REF, EXECUTION.ID),
                owner(constraints.owner(), holder),
                scope(constraints.executionScope(), holder));
    }

    private static Condition owner(@Nullable String constraint, IdentityId holder) {
        return switch (constraint) {
            case null -> DSL.trueCondition();
            case "any" -> DSL.trueCondition();
            case "none" -> EXECUTION.EXECUTOR.isNull();
            case "self" -> EXECUTION.EXECUTOR.eq(holder.value());
            default -> DSL.falseCondition();
        };
    }

    private static Condition scope(@Nullable String constraint, IdentityId holder) {
        return switch (constraint) {
            case null -> DSL.trueCondition();
            case "any" -> DSL.trueCondition();
            case "self" -> EXECUTION.EXECUTOR.eq(holder.value());
            case "descendants" -> EXECUTION.EXECUTOR.eq(holder.value()).or(below(holder));
            default -> DSL.falseCondition();
        };
    }

    /** Somewhere below an execution that the holder started. */
    private static Condition below(IdentityId holder) {
        return DSL.condition("""
                exists (
                    with recursive ancestor as (
                        select above.parent_id, above.executor, 1 as depth
                        from execution as above
                        where above.id = execution.parent_id
                        union all
                        select above.parent_id, above.executor, ancestor.depth + 1
                        from ancestor
                        join execution as above on above.id = ancestor.parent_id
                        where ancestor.depth < ?
                    )
                    select from ancestor
                    where ancestor.executor = ?
                )
                """, DEEPEST_ANCESTRY, holder.value());
    }
}
