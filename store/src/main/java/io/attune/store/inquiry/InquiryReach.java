package io.attune.store.inquiry;

import static io.attune.store.schema.Tables.INQUIRY;

import io.attune.engine.permission.Grant;
import io.attune.model.id.IdentityId;
import io.attune.store.permission.GrantReach;
import java.util.Collection;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Which inquiries of its tenant a caller reads (security.md §3.3): those that it is asked, and those that any of its grants reaches. */
public final class InquiryReach {
    /** Every inquiry of the tenant. */
    public static final InquiryReach ALL = new InquiryReach(DSL.noCondition());

    private final Condition condition;

    private InquiryReach(Condition condition) {
        this.condition = condition;
    }

    /** @param grants those that name the wanted action */
    public static InquiryReach of(IdentityId asked, Collection<Grant> grants) {
        return new InquiryReach(
                INQUIRY.ASSIGNED_TO.eq(asked.value()).or(GrantReach.of(grants).condition(null, INQUIRY.ID)));
    }

    Condition condition() {
        return condition;
    }
}
