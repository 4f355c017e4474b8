package io.attune.server.auth;

import java.util.Optional;
import java.util.Set;

/**
 * What gives power over other people, over the code that runs, or over the platform itself: the audit log says who was let do it
 * (security.md §5, SEC-18), whether or not anything came of it. These are few; what shows secrets or the audit log has records of its own.
 */
final class Privileges {
    /** As {@code resource:action}. */
    static final Set<String> PRIVILEGED = Set.of(
            "identities:create",
            "identities:update",
            "identities:delete",
            "permissions:manage",
            "packs:install",
            "workers:manage");

    /** Of routes for operators that need no grant besides. */
    static final String OPERATOR = "operator";

    private Privileges() {}

    /** The privilege that a caller uses who passed the declaration of a route that changes something. */
    static Optional<String> used(Permit permit, Caller caller) {
        if (permit.resource().isEmpty()) {
            return permit.operator() && caller.operator() ? Optional.of(OPERATOR) : Optional.empty();
        }
        return Optional.of(permit.resource() + ":" + permit.action()).filter(PRIVILEGED::contains);
    }
}
