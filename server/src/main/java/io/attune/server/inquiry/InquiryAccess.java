package io.attune.server.inquiry;

import io.attune.engine.permission.Target;
import io.attune.model.id.InquiryId;
import io.attune.model.inquiry.Inquiry;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sees and changes inquiries (security.md §3.3): with the grant those of the tenant, as far as its constraints reach, and always those
 * that one is asked oneself.
 */
final class InquiryAccess {
    private InquiryAccess() {}

    /** Whether a grant reaches every inquiry of the tenant. */
    static boolean mayReadAll(Caller caller) {
        return caller.grants().allowAll("inquiries", "read");
    }

    static boolean mayRead(Caller caller, Inquiry inquiry) {
        return allow(caller, "read", inquiry.id()) || caller.identity().equals(inquiry.assignedTo());
    }

    static List<Inquiry> readable(Caller caller, List<Inquiry> found) {
        return found.stream().filter(inquiry -> mayRead(caller, inquiry)).toList();
    }

    /**
     * @param assignedTo the assignee whose inquiries are asked for; null for anybody's
     * @throws AttuneException 403 without the grant, unless these are the caller's own
     */
    static void requireListable(Caller caller, @Nullable Long assignedTo) {
        if (!isOwn(caller, assignedTo)) {
            requireSome(caller);
        }
    }

    /** Whether everything with this assignee may be read, so that it may be counted, too. */
    static boolean mayCount(Caller caller, @Nullable Long assignedTo) {
        return isOwn(caller, assignedTo) || mayReadAll(caller);
    }

    private static boolean isOwn(Caller caller, @Nullable Long assignedTo) {
        return assignedTo != null && assignedTo == caller.identity().value();
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
