package io.attune.server.inquiry;

import io.attune.model.inquiry.Inquiry;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import org.jspecify.annotations.Nullable;

/** Who sees inquiries (security.md §3.3): with the grant those of the tenant, and always those that one is asked oneself. */
final class InquiryAccess {
    private InquiryAccess() {}

    static boolean mayReadAll(Caller caller) {
        return caller.grants().allowSome("inquiries", "read");
    }

    static boolean mayRead(Caller caller, Inquiry inquiry) {
        return mayReadAll(caller) || caller.identity().equals(inquiry.assignedTo());
    }

    /**
     * @param assignedTo the assignee whose inquiries are asked for; null for anybody's
     * @throws AttuneException 403 without the grant, unless these are the caller's own
     */
    static void requireListable(Caller caller, @Nullable Long assignedTo) {
        boolean own = assignedTo != null && assignedTo == caller.identity().value();
        if (!own && !mayReadAll(caller)) {
            throw refused();
        }
    }

    static AttuneException refused() {
        return AttuneException.forbidden("Insufficient permissions: inquiries:read");
    }
}
