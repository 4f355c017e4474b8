package io.attune.server.event;

import io.attune.engine.permission.Target;
import io.attune.model.Ref;
import io.attune.model.id.EventId;
import io.attune.server.auth.Caller;
import io.attune.store.permission.GrantReach;

/** Which events of its tenant a caller reads (security.md §2.3): those whose trigger its grants reach. */
public final class EventAccess {
    private EventAccess() {}

    /** For pages and counts. */
    public static GrantReach reach(Caller by) {
        return by.grants().allowAll("events", "read")
                ? GrantReach.ALL
                : GrantReach.of(by.grants().naming("events", "read"));
    }

    public static boolean mayRead(Caller by, String triggerRef, EventId id) {
        return by.grants().allow("events", "read", Target.of(Ref.packOf(triggerRef), triggerRef, id.value()));
    }
}
