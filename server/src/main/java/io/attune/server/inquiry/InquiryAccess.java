package io.attune.server.inquiry;

import io.attune.engine.permission.Target;
import io.attune.model.id.InquiryId;
import io.attune.model.inquiry.Inquiry;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.inquiry.InquiryReach;
import org.jspecify.annotations.Nullable;

/**
 * Who sees and changes inquiries (security.md §3.3): with the grant those of the tenant, as far as its constraints reach, and always those
 * that one is asked oneself.
 */
final class InquiryAccess {
    private InquiryAccess() {}

    /** What the caller may read, for pages and counts. */
    static InquiryReach reach(Caller caller) {
        var grants = caller.grants();
        return grants.allowAll("inquiries", "read")
                ? InquiryReach.ALL
                : InquiryReach.of(caller.identity(), grants.naming("inquiries", "read"));
    }

    static boolean mayRead(Caller caller, Inquiry inquiry) {
        return allow(caller, "read", inquiry.id()) || caller.identity().equals(inquiry.assignedTo());
    }

    /**
     * @param assignedTo the assignee whose inquiries are asked for; null for anybody's
     * @throws AttuneException 403 without the grant, unless these are the caller's own
     */
    static void requireListable(Caller caller, @Nullable Long assignedTo) {
        if (assignedTo == null || assignedTo != caller.identity().value()) {
            requireSome(caller);
        }
    }

    /** @throws AttuneException 403 if no grant reads any */
    static void requireSome(Caller caller) {
        if (!caller.grants().allowSome("inquiries", "read")) {
            throw refused("read");
        }
    }

    /**
     * @param inquiry null for one that is to be made
     * @throws AttuneException 403 if the constraints of the caller's grants exclude it
     */
    static void require(Caller caller, String action, @Nullable InquiryId inquiry) {
        if (!allow(caller, action, inquiry)) {
            throw refused(action);
        }
    }

    private static boolean allow(Caller caller, String action, @Nullable InquiryId inquiry) {
        return caller.grants()
                .allow("inquiries", action, Target.of(null, null, inquiry == null ? null : inquiry.value()));
    }

    private static AttuneException refused(String action) {
        return AttuneException.forbidden("Insufficient permissions: inquiries:" + action);
    }
}
