package io.attune.store.permission;

import io.attune.engine.permission.Grant;
import io.attune.engine.permission.Grant.Constraints;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Which rows the grants of a caller reach, of the kinds that grants know by ref and id and that nobody owns: events by their trigger,
 * enforcements by their rule, inquiries by their id alone. As a condition, so that pages and counts tell nothing of the others (ADR 29);
 * {@link io.attune.engine.permission.GrantSet#allow} says the same of one row.
 */
public final class GrantReach {
    /** Every row. */
    public static final GrantReach ALL = new GrantReach(null);

    private final @Nullable List<Grant> grants;

    private GrantReach(@Nullable List<Grant> grants) {
        this.grants = grants;
    }

    /** @param grants those that name the wanted resource and action */
    public static GrantReach of(Collection<Grant> grants) {
        return new GrantReach(List.copyOf(grants));
    }

    /** @param ref of the definition that grants know the row by; null when there is none */
    public Condition condition(@Nullable Field<String> ref, Field<Long> id) {
        if (grants == null) {
            return DSL.noCondition();
        }
        Condition reached = DSL.falseCondition();
        for (Grant grant : grants) {
            reached = reached.or(reachedBy(grant.constraints(), ref, id));
        }
        return reached;
    }

    private static Condition reachedBy(@Nullable Constraints constraints, @Nullable Field<String> ref, Field<Long> id) {
        if (constraints == null) {
            return DSL.trueCondition();
        }
        var owner = constraints.owner();
        var scope = constraints.executionScope();
        boolean ofNobody = (owner == null || owner.equals("any") || owner.equals("none"))
                && (scope == null || scope.equals("any"));
        return ofNobody ? named(constraints, ref, id) : DSL.falseCondition();
    }

    /** What of the constraints is about pack, ref and id. Nothing meets those on what keys and artifacts alone have. */
    public static Condition named(Constraints constraints, @Nullable Field<String> ref, Field<Long> id) {
        boolean ofOtherThings = constraints.ownerTypes() != null
                || constraints.ownerRefs() != null
                || constraints.visibility() != null
                || constraints.encrypted() != null;
        return ofOtherThings
                ? DSL.falseCondition()
                : DSL.and(
                        in(constraints.packRefs(), ref == null ? null : DSL.splitPart(ref, ".", 1)),
                        in(constraints.refs(), ref),
                        in(constraints.ids(), id));
    }

    private static <T> Condition in(@Nullable List<T> accepted, @Nullable Field<T> found) {
        if (accepted == null) {
            return DSL.trueCondition();
        }
        return found == null ? DSL.falseCondition() : found.in(accepted);
    }
}
